using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.History;

/// <summary>One version of a sample, as it came.</summary>
public readonly record struct SampleVersion(
    DateTimeOffset ObservedAt, Signal Signal, string Device, long Sequence, double Value, SampleStatus Status, SampleFlags Flags, DateTimeOffset ReceivedAt)
{
    /// <summary>What the history would hold of the packets among some records: of what came again, the first.</summary>
    public static IEnumerable<SampleVersion> Of(IReadOnlyList<LoggedRecord> records) => HistoryRow.Of(records)
        .DistinctBy(row => (row.Device, row.Sequence, row.Signal, row.ObservedAt))
        .Select(row => new SampleVersion(row.ObservedAt, row.Signal, row.Device, row.Sequence, row.Value, row.Status, row.Flags, row.ReceivedAt));

    /// <summary>
    /// What is known by some versions, in the order of time, device and sequence: one that came again counts once, and a corrected or entered-in-error one hides what its device
    /// sent before it for the same signal and instant.
    /// </summary>
    public static IEnumerable<SampleVersion> Known(IEnumerable<SampleVersion> versions)
    {
        var once = versions.DistinctBy(sample => (sample.ObservedAt, sample.Signal, sample.Device, sample.Sequence)).ToList();
        var last = once.Where(sample => sample.Status != SampleStatus.Final).GroupBy(sample => (sample.ObservedAt, sample.Signal, sample.Device)).ToDictionary(group => group.Key, group => group.Max(sample => sample.Sequence));
        return once.Where(sample => sample.Status != SampleStatus.EnteredInError && !(last.TryGetValue((sample.ObservedAt, sample.Signal, sample.Device), out var change) && sample.Sequence < change))
            .OrderBy(sample => sample.ObservedAt).ThenBy(sample => sample.Device, StringComparer.Ordinal).ThenBy(sample => sample.Sequence);
    }
}
