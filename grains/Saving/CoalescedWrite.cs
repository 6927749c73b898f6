namespace TwinGrid.Grains.Saving;

/// <summary>
/// Lets many callers of a reentrant grain share writes of one state: a caller waits for the first write that begins after it asked. Belongs to one grain.
/// </summary>
public sealed class CoalescedWrite(Func<Task> write)
{
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>True while a write runs that began before.</summary>
    public bool IsRunning => !_running.IsCompleted;

    /// <summary>Completes when the state as it is now is durable.</summary>
    public Task Durable()
    {
        if (_running.IsCompleted) return _running = write(); // it may be complete at once
        return _next ??= After(_running);
    }

    private async Task After(Task running)
    {
        await Task.WhenAny(running); // its failure is its callers' to see
        _next = null;
        await Durable();
    }
}
