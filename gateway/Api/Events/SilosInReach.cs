namespace TwinGrid.Gateway.Api.Events;

/// <summary>Tells those who wait for an answer that the connection to a silo broke, whichever it was: what was asked of that one is never answered. Safe for concurrent use.</summary>
internal sealed class SilosInReach
{
    private TaskCompletionSource _oneIsLost = NewSignal();

    /// <summary>Completes when the next connection breaks. Ask before calling.</summary>
    public Task OneIsLost => Volatile.Read(ref _oneIsLost).Task;

    /// <summary>The number of silos connected to has changed.</summary>
    public void Note(GatewayCountChangedEventArgs change)
    {
        if (change.NumberOfConnectedGateways < change.PreviousNumberOfConnectedGateways) Interlocked.Exchange(ref _oneIsLost, NewSignal()).SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
