using System.Diagnostics.Metrics;
using TwinGrid.Durability;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage;

/// <summary>The one way in for everything written of twins: a bounded queue before one writer, who commits for many at once.</summary>
internal sealed class TwinWriter : IAsyncDisposable
{
    private readonly GroupCommit<PendingWork> _commits;
    private readonly Meter _meter = new("TwinGrid.Storage");
    private readonly Counter<long> _refused;

    public TwinWriter(StorageOptions options, Action<IReadOnlyList<PendingWork>> commit)
    {
        _commits = new GroupCommit<PendingWork>(commit, options.WaitingWrites, options.RowsPerCommit, "TwinGrid.Storage");
        _refused = _meter.CreateCounter<long>("twingrid.rows.refused", "{row}", "Rows that the database refuses for what is in them");
    }

    /// <summary>The database refused a row for what is in it; the rest of its batch goes on.</summary>
    public void RowRefused() => _refused.Add(1);

    /// <summary>Weight of what waits.</summary>
    public long Waiting => _commits.Waiting;

    public Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        return Written(new SnapshotSave(kind, key, expectedVersion, state.ToArray()), cancel);
    }

    public Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(expectedVersion, 1);
        return Written(new SnapshotSave(kind, key, expectedVersion, null), cancel);
    }

    public Task<Checkpoint> Advance(Checkpoint current, long offset, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(offset, current.Offset);
        return Written(new CheckpointAdvance(current, offset), cancel);
    }

    public Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel) =>
        HistoryRow.Of(records) is { Length: > 0 } rows ? Written(new HistoryWrite(rows), cancel) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _commits.DisposeAsync();
        _meter.Dispose();
    }

    private async Task<T> Written<T>(PendingWork<T> work, CancellationToken cancel)
    {
        await _commits.Add(work, cancel);
        return await work.Done.WaitAsync(cancel);
    }
}
