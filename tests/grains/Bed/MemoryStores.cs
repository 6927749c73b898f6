using System.Collections.Concurrent;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Tests.Bed;

/// <summary>Snapshots in memory, fenced like the real ones.</summary>
public sealed class MemorySnapshots : ISnapshotStore
{
    private readonly ConcurrentDictionary<(string Kind, string Key), Snapshot> _saved = new();

    public Task<Snapshot?> Load(string kind, string key, CancellationToken cancel) => Task.FromResult(_saved.GetValueOrDefault((kind, key)));

    /// <summary>Rows of kinds that begin so cannot be saved; null for none.</summary>
    public string? RefusesKind { get; set; }

    /// <summary>Keeps rows from being saved until it is completed, as a slow disk does; null: they are saved at once.</summary>
    public TaskCompletionSource? Held { get; set; }

    public async Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel)
    {
        if (RefusesKind is { } refused && kind.StartsWith(refused, StringComparison.Ordinal)) throw new StorageException($"{kind} cannot be saved.");
        if (Held is { } held) await held.Task;
        var stored = _saved.AddOrUpdate((kind, key),
            _ => expectedVersion == 0 ? new Snapshot(kind, key, 1, state.ToArray()) : throw new StaleSnapshotException(kind, key, expectedVersion),
            (_, standing) => standing.Version == expectedVersion
                ? new Snapshot(kind, key, expectedVersion + 1, state.ToArray())
                : throw new StaleSnapshotException(kind, key, expectedVersion));
        return stored.Version;
    }

    public Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel) =>
        _saved.TryGetValue((kind, key), out var standing) && standing.Version == expectedVersion && _saved.TryRemove(new((kind, key), standing))
            ? Task.CompletedTask
            : throw new StaleSnapshotException(kind, key, expectedVersion);

    public Task<IReadOnlyList<Snapshot>> Page(string kind, string afterKey, int limit, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Snapshot>>(
        [.. _saved.Values.Where(one => one.Kind == kind && string.CompareOrdinal(one.Key, afterKey) > 0).OrderBy(one => one.Key, StringComparer.Ordinal).Take(limit)]);

    public Task<IReadOnlyList<string>> Keys(string kind, string afterKey, int limit, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>(
        [.. _saved.Keys.Where(id => id.Kind == kind && string.CompareOrdinal(id.Key, afterKey) > 0).Select(id => id.Key).Order(StringComparer.Ordinal).Take(limit)]);

    /// <summary>A snapshot that stands from before.</summary>
    public void Put(string kind, string key, byte[] state) => _saved[(kind, key)] = new Snapshot(kind, key, 1, state);

    /// <summary>Bytes of a snapshot.</summary>
    public int SizeOf(string kind, string key) => _saved[(kind, key)].State.Length;

    /// <summary>Another activation saved behind the back of the one that lives.</summary>
    public void SaveBehindTheBack(string kind, string key) =>
        _saved.AddOrUpdate((kind, key), _ => throw new KeyNotFoundException(key), (_, standing) => standing with { Version = standing.Version + 1 });
}

/// <summary>Checkpoints in memory, fenced like the real ones.</summary>
public sealed class MemoryCheckpoints : ICheckpointStore
{
    private readonly ConcurrentDictionary<int, Checkpoint> _saved = new();

    public Task<Checkpoint> Load(int partition, CancellationToken cancel) => Task.FromResult(_saved.GetValueOrDefault(partition) ?? new Checkpoint(partition, -1, 0));

    /// <summary>Keeps checkpoints from moving until it is completed; null: they move at once.</summary>
    public TaskCompletionSource? Held { get; set; }

    /// <summary>Completed when a checkpoint is held.</summary>
    public TaskCompletionSource IsHeld { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public async Task<Checkpoint> Advance(Checkpoint current, long offset, CancellationToken cancel)
    {
        if (Held is { } held)
        {
            IsHeld.TrySetResult();
            await held.Task;
        }
        var next = new Checkpoint(current.Partition, offset, current.Version + 1);
        var stored = _saved.AddOrUpdate(current.Partition, next, (_, standing) => standing.Version == current.Version
            ? next : throw new StaleSnapshotException("checkpoint", $"{current.Partition}", current.Version));
        return stored;
    }
}

/// <summary>A log in memory.</summary>
public sealed class MemoryLog(int partitions) : IVitalsLog
{
    private readonly List<LoggedRecord>[] _records = [.. Enumerable.Range(0, partitions).Select(_ => new List<LoggedRecord>())];

    public int PartitionCount => partitions;

    public Task Open(CancellationToken cancel) => Task.CompletedTask;

    public ValueTask<LogPosition> Append(ITwinRecord record, CancellationToken cancel)
    {
        var partition = record.TwinId.Partition(partitions);
        lock (_records)
        {
            var position = new LogPosition(partition, _records[partition].Count);
            _records[partition].Add(new LoggedRecord(position, record));
            return ValueTask.FromResult(position);
        }
    }

    public Task<IReadOnlyList<LoggedRecord>> Read(int partition, long afterOffset, int limit, CancellationToken cancel)
    {
        lock (_records) return Task.FromResult<IReadOnlyList<LoggedRecord>>([.. _records[partition].Skip((int)afterOffset + 1).Take(limit)]);
    }

    public Task<long> End(int partition, CancellationToken cancel)
    {
        lock (_records) return Task.FromResult(_records[partition].Count - 1L);
    }

    public Task WaitForMore(int partition, long afterOffset, TimeSpan longest, CancellationToken cancel) =>
        Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>Counts what is written; the real histories have tests of their own.</summary>
public sealed class MemoryHistory : IVitalsHistory
{
    private readonly ConcurrentDictionary<LogPosition, LoggedRecord> _written = new();

    private int _reads;

    public int Written => _written.Count;

    /// <summary>How often a series was asked for.</summary>
    public int Reads => _reads;

    /// <summary>The next so many writes fail.</summary>
    public int Failures { get; set; }

    public Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel)
    {
        if (Failures-- > 0) return Task.FromException(new StorageException("no room"));
        foreach (var logged in records.Where(logged => logged.Record is VitalsPacket)) _written[logged.Position] = logged;
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel)
    {
        Interlocked.Increment(ref _reads);
        return Task.FromResult<IReadOnlyList<HistoryPoint>>(
        [
            .. _written.Values.Where(logged => logged.Packet.TwinId == twin).SelectMany(logged => logged.Packet.Samples.Select(sign => (logged.Packet.DeviceId, sign)))
                .Where(sample => sample.sign.Signal == signal && sample.sign.ObservedAt >= from && sample.sign.ObservedAt < to)
                .OrderBy(sample => sample.sign.ObservedAt)
                .Select(sample => new HistoryPoint(sample.sign.ObservedAt, sample.sign.Value, sample.DeviceId, sample.sign.Status, sample.sign.Flags)).Take(limit),
        ]);
    }

    public Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<HistoryBucket>>([]);

    public Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        Interlocked.Increment(ref _reads);
        return Task.FromResult<IReadOnlyList<SampleVersion>>(
        [
            .. SampleVersion.Of([.. _written.Values.Where(logged => logged.Record.TwinId == twin).OrderBy(logged => logged.Position.Offset)])
                .Where(version => version.Signal == signal && version.ObservedAt >= from && version.ObservedAt < to),
        ]);
    }

    public Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Signal>>(
        [.. _written.Values.Select(logged => (VitalsPacket)logged.Record).Where(packet => packet.TwinId == twin).SelectMany(packet => packet.Samples).Where(sample => sample.ObservedAt >= from && sample.ObservedAt < to).Select(sample => sample.Signal).Distinct()]);

    public async Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel)
    {
        var all = await Read(twin, signal, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, int.MaxValue, cancel);
        return new HistoryCount(all.Count, all.Count(point => point.Flags != SampleFlags.None));
    }
}
