using System.Collections.Concurrent;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Vitals;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>Snapshots kept in memory, so that a benchmark measures the grains and not the disk. Safe for concurrent use.</summary>
internal sealed class SnapshotsInMemory : ISnapshotStore
{
    private readonly ConcurrentDictionary<(string Kind, string Key), Snapshot> _saved = new();

    public Task<Snapshot?> Load(string kind, string key, CancellationToken cancel) => Task.FromResult(_saved.GetValueOrDefault((kind, key)));

    public Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel)
    {
        _saved[(kind, key)] = new Snapshot(kind, key, expectedVersion + 1, state.ToArray());
        return Task.FromResult(expectedVersion + 1);
    }

    public Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel)
    {
        _saved.TryRemove((kind, key), out _);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<Snapshot>> Page(string kind, string afterKey, int limit, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Snapshot>>(
        [.. _saved.Values.Where(one => one.Kind == kind && string.CompareOrdinal(one.Key, afterKey) > 0).OrderBy(one => one.Key, StringComparer.Ordinal).Take(limit)]);

    public Task<IReadOnlyList<string>> Keys(string kind, string afterKey, int limit, CancellationToken cancel) => Task.FromResult<IReadOnlyList<string>>(
        [.. _saved.Keys.Where(id => id.Kind == kind && string.CompareOrdinal(id.Key, afterKey) > 0).Select(id => id.Key).Order(StringComparer.Ordinal).Take(limit)]);
}

/// <summary>A history that keeps nothing.</summary>
internal sealed class NoHistory : IVitalsHistory
{
    public Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<SampleVersion>>([]);

    public Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel) => Task.CompletedTask;

    public Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<HistoryPoint>>([]);

    public Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel) =>
        Task.FromResult<IReadOnlyList<HistoryBucket>>([]);

    public Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => Task.FromResult<IReadOnlyList<Signal>>([]);

    public Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel) => Task.FromResult(new HistoryCount(0, 0));
}
