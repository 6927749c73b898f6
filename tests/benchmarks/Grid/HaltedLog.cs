using TwinGrid.Records;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>A log that shows its readers nothing above an offset of each partition until it is let go, so that a measurement begins with nothing under way.</summary>
/// <param name="halts">The last offset shown, by partition.</param>
internal sealed class HaltedLog(IVitalsLog log, IReadOnlyList<long> halts) : IVitalsLog
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int PartitionCount => log.PartitionCount;

    public void LetGo() => _go.SetResult();

    public Task Open(CancellationToken cancel) => log.Open(cancel);

    public ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel) => log.Append(record, cancel);

    public async Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
    {
        if (_go.Task.IsCompleted) return await log.Read(partition, afterOffset, limit, cancel);
        var shown = halts[partition] - afterOffset;
        return shown > 0 ? await log.Read(partition, afterOffset, (int)Math.Min(limit, shown), cancel) : [];
    }

    public Task<long> End(int partition, CancellationToken cancel) => log.End(partition, cancel);

    public async Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel)
    {
        if (afterOffset < halts[partition] || _go.Task.IsCompleted) await log.WaitForMore(partition, afterOffset, longest, cancel);
        else await Task.WhenAny(_go.Task, Task.Delay(longest, TimeProvider.System, cancel));
    }

    public void NoteCheckpoint(int partition, long offset) => log.NoteCheckpoint(partition, offset);

    public ValueTask DisposeAsync() => log.DisposeAsync();
}
