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
}
