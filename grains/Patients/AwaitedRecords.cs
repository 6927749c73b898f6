using TwinGrid.Alerts;

namespace TwinGrid.Grains.Patients;

/// <summary>
/// Those who wrote a record to the log and wait until the twin has come to it. A record may be come to before the one who wrote it knows its place, so the
/// newest outcomes are remembered. Belongs to one grain.
/// </summary>
internal sealed class AwaitedRecords(TimeProvider time)
{
    /// <summary>Shorter than a grain call's own limit, so that the caller is told what it means.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(25);

    private const int Remembered = 32;

    private readonly Dictionary<long, TaskCompletionSource<AlertOutcome?>> _waiting = [];
    private readonly Queue<(long Offset, AlertOutcome? Outcome)> _come = new();
    private readonly List<(long Offset, AlertOutcome? Outcome)> _untold = [];

    /// <summary>True when nobody waits and nothing is remembered.</summary>
    public bool IsQuiet => _waiting.Count + _come.Count + _untold.Count == 0;

    /// <summary>Completes when the twin has come to a place in the log.</summary>
    /// <returns>What became of a command; null for other records.</returns>
    /// <exception cref="TimeoutException">It has not yet.</exception>
    public async Task<AlertOutcome?> Come(long offset)
    {
        foreach (var (come, outcome) in _come)
            if (come == offset) return outcome;
        var waits = _waiting[offset] = new TaskCompletionSource<AlertOutcome?>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            return await waits.Task.WaitAsync(Patience, time);
        }
        catch (TimeoutException error)
        {
            throw new TimeoutException("It stands in the log, but the twin has not come to it yet; it will. To repeat it is harmless.", error);
        }
        finally
        {
            _waiting.Remove(offset);
        }
    }

    /// <summary>The twin has come to a record; those who wait are told by <see cref="Tell"/>.</summary>
    public void Note(long offset, AlertOutcome? outcome) => _untold.Add((offset, outcome));

    /// <summary>Tells those who wait.</summary>
    public void Tell()
    {
        foreach (var come in _untold)
        {
            if (_waiting.TryGetValue(come.Offset, out var waits)) waits.TrySetResult(come.Outcome);
            else _come.Enqueue(come);
        }
        _untold.Clear();
        while (_come.Count > Remembered) _come.Dequeue();
    }
}
