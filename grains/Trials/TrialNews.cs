namespace TwinGrid.Grains.Trials;

/// <summary>Lets callers wait until something changes. Belongs to one grain that interleaves.</summary>
/// <param name="leaves">The silo stops: whoever waits is answered at once, for a grain cannot leave before.</param>
internal sealed class TrialNews(TimeProvider time, CancellationToken leaves)
{
    private TaskCompletionSource _next = New();

    /// <summary>Rises with every change; one of an earlier activation is lower.</summary>
    public long Version { get; private set; } = time.GetUtcNow().UtcTicks;

    public void Announce()
    {
        Version++;
        var told = _next;
        _next = New();
        told.SetResult();
    }

    /// <summary>Returns when the version is another than the one known, or when the time is up.</summary>
    public async Task Wait(long known, TimeSpan wait)
    {
        if (known != Version) return;
        try
        {
            await _next.Task.WaitAsync(wait, time, leaves);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            return; // nothing happened: that is an answer
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
