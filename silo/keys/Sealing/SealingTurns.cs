using TwinGrid.Patients;

namespace TwinGrid.Keys.Sealing;

/// <summary>Hands over what is to be sealed in the order of the calls, lane by lane, also when one waits for its key and the next does not. Safe for concurrent use.</summary>
/// <param name="keys">Keys of the patients.</param>
/// <param name="lanes">How many orders there are.</param>
public sealed class SealingTurns(PatientKeys keys, int lanes)
{
    private readonly Lock _door = new();

    /// <summary>Of each lane, the last hand-over that waits, and how many do.</summary>
    private readonly Task[] _last = [.. Enumerable.Repeat(Task.CompletedTask, lanes)];
    private readonly int[] _waiting = new int[lanes];

    /// <summary>How many orders there are.</summary>
    public int Lanes => lanes;

    /// <summary>Gives a patient's key to <paramref name="handOver"/>: at once where it is at hand and nobody waits, else in its turn.</summary>
    /// <param name="twin">Whose key.</param>
    /// <param name="lane">From 0.</param>
    /// <param name="whatIs">Given to <paramref name="handOver"/>.</param>
    /// <param name="whatWaits">What is handed over instead when it has to wait; it may copy what the caller may change meanwhile.</param>
    /// <param name="handOver">Seals and hands over, without waiting.</param>
    /// <param name="cancel">Gives up waiting for the key.</param>
    /// <exception cref="Erasure.PatientErasedException">The patient was erased.</exception>
    /// <exception cref="KeysException">The keys cannot be reached: nothing was handed over.</exception>
    public ValueTask<T> Take<TWhat, T>(TwinId twin, int lane, TWhat whatIs, Func<TWhat, TWhat> whatWaits, Func<TWhat, PatientKey, T> handOver, CancellationToken cancel)
    {
        var asked = keys.ForWriting(twin, cancel);
        return asked.IsCompletedSuccessfully && Volatile.Read(ref _waiting[lane]) == 0
            ? new(handOver(whatIs, asked.Result))
            : new(InTurn(lane, asked, whatWaits(whatIs), handOver));
    }

    private async Task<T> InTurn<TWhat, T>(int lane, ValueTask<PatientKey> asked, TWhat what, Func<TWhat, PatientKey, T> handOver)
    {
        var handedOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_door)
        {
            Interlocked.Increment(ref _waiting[lane]);
            (before, _last[lane]) = (_last[lane], handedOver.Task);
        }
        try
        {
            PatientKey key;
            try
            {
                key = await asked;
            }
            finally
            {
                await before;
            }
            return handOver(what, key);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting[lane]);
            handedOver.SetResult();
        }
    }
}
