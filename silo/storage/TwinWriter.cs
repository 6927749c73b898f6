using System.Diagnostics.Metrics;
using TwinGrid.Durability;
using TwinGrid.HealthRecords;
using TwinGrid.Keys;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.HealthRecords;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage;

/// <summary>The one way in for everything written of twins: a bounded queue before one writer, who commits for many at once.</summary>
internal sealed class TwinWriter : IAsyncDisposable
{
    /// <summary>Records whose samples are handed in together.</summary>
    private const int RecordsAtOnce = 128;

    private readonly GroupCommit<PendingWork> _commits;
    private readonly Meter _meter = new("TwinGrid.Storage");
    private readonly Counter<long> _refused;
    private readonly SampleSeals _seals;

    public TwinWriter(StorageOptions options, SampleSeals seals, Action<IReadOnlyList<PendingWork>> commit)
    {
        _seals = seals;
        _commits = new GroupCommit<PendingWork>(commit, options.WaitingWrites, options.RowsPerCommit, "TwinGrid.Storage");
        _refused = _meter.CreateCounter<long>("twingrid.rows.refused", "{row}", "Rows that the database refuses for what is in them");
    }

    /// <summary>Opens the keys that what is written is sealed with.</summary>
    /// <exception cref="StorageException">They cannot be opened.</exception>
    public static async Task OpenKeys(PatientKeys keys, CancellationToken cancel)
    {
        try
        {
            await keys.Open(cancel);
        }
        catch (KeysException error)
        {
            throw new StorageException(error.Message, error);
        }
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

    /// <summary>Writes the samples of records, some at a time and in their order: arrays above 85 kB are collected only with all that the process holds.</summary>
    public async Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel)
    {
        var written = new List<Task>();
        foreach (var some in records.Chunk(RecordsAtOnce))
            if (await _seals.Seal(HistoryRow.Of(some), cancel) is { Length: > 0 } rows) written.Add(Written(new HistoryWrite(rows), cancel));
        await Task.WhenAll(written);
    }

    public Task<RecordReceipt> Write(RecordWork work, CancellationToken cancel) => Written(work, cancel);

    public Task Write(RecordTold told, CancellationToken cancel) => Written(told, cancel);

    /// <summary>Removes all that is a twin's, some at a time.</summary>
    public async Task<ErasedRows> Erase(string twin, CancellationToken cancel)
    {
        var all = new ErasedRows();
        ErasedRows some;
        do
        {
            some = await Written(new TwinErasure(twin), cancel);
            all = new(all.Snapshots + some.Snapshots, all.Samples + some.Samples, all.Resources + some.Resources);
        }
        while (some.Samples + some.Resources > 0);
        return all;
    }

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
