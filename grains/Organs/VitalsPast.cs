using TwinGrid.Grains.Rebuilding;
using TwinGrid.History;
using TwinGrid.Rebuilding;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>
/// What was known of one twin when a night's record was written, as an organ looks back on it: everything that ever came, in event time, corrections applied.
/// It is worked out here and not by the database, so that a night done again from the log finds the same numbers to the last bit.
/// </summary>
/// <param name="history">The stored samples.</param>
/// <param name="rebuilt">The records a view is rebuilt from.</param>
/// <param name="key">The organ's key, living or past.</param>
/// <param name="knownTo">What was received later counts at the next night.</param>
public sealed class VitalsPast(IVitalsHistory history, RebuiltPasts rebuilt, string key, DateTimeOffset knownTo)
{
    /// <summary>The believed samples of a signal in [from, to), oldest first.</summary>
    public async Task<IReadOnlyList<HistoryPoint>> Read(Signal signal, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. SampleVersion.Known([.. (await Versions(signal, from, to)).Where(version => version.ReceivedAt <= knownTo)])
            .Where(version => version.Flags == SampleFlags.None)
            .Select(version => new HistoryPoint(version.ObservedAt, version.Value, version.Device, version.Status, version.Flags)),
    ];

    /// <summary>The believed samples of a signal in [from, to) in buckets of equal length; empty stretches have none.</summary>
    public async Task<IReadOnlyList<HistoryBucket>> ReadBuckets(Signal signal, DateTimeOffset from, DateTimeOffset to, TimeSpan length) =>
    [
        .. (await Read(signal, from, to)).GroupBy(point => (point.ObservedAt - from).Ticks / length.Ticks)
            .Select(bucket => new HistoryBucket(
                from + length * bucket.Key + length / 2, bucket.Average(point => point.Value), bucket.Min(point => point.Value), bucket.Max(point => point.Value), bucket.Count())),
    ];

    private async Task<IReadOnlyList<SampleVersion>> Versions(Signal signal, DateTimeOffset from, DateTimeOffset to) => rebuilt.Of(key) is { } records
        ? [.. SampleVersion.Of(records).Where(version => version.Signal == signal && version.ObservedAt >= from && version.ObservedAt < to)]
        : await history.ReadVersions(PastKey.TwinOf(key), signal, from, to, CancellationToken.None);
}
