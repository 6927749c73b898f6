using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>What the history holds of one twin, as an organ looks back on it at night: everything that ever came, in event time, corrections applied.</summary>
public sealed class VitalsPast(IVitalsHistory history, TwinId twin)
{
    /// <summary>No organ learns from more points of a signal at once: a week of one a minute. Signals that come faster are read in buckets.</summary>
    private const int MostPoints = 10_080;

    /// <summary>The believed samples of a signal in [from, to), oldest first.</summary>
    public async Task<IReadOnlyList<HistoryPoint>> Read(Signal signal, DateTimeOffset from, DateTimeOffset to) =>
        [.. (await history.Read(twin, signal, from, to, MostPoints, CancellationToken.None)).Where(point => point.Flags == SampleFlags.None)];

    /// <summary>The believed samples of a signal in [from, to) in buckets of equal length; empty stretches have none.</summary>
    public Task<IReadOnlyList<HistoryBucket>> ReadBuckets(Signal signal, DateTimeOffset from, DateTimeOffset to, TimeSpan length) =>
        history.ReadBuckets(twin, signal, from, to, (int)Math.Ceiling((to - from) / length), CancellationToken.None);
}
