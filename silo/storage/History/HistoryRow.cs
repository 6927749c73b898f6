using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.History;

/// <summary>A sample as the history keeps it. Its identity is (twin, device, sequence, signal, observed at).</summary>
internal readonly record struct HistoryRow(
    string Twin, DateTimeOffset ObservedAt, Signal Signal, string Device, long Sequence, double Value, SampleStatus Status, SampleFlags Flags, DateTimeOffset ReceivedAt)
{
    /// <summary>The masked bits of the value; null in the open.</summary>
    public long? Sealed { get; init; }

    /// <summary>The samples of the packets among some records.</summary>
    public static HistoryRow[] Of(IReadOnlyList<LoggedRecord> records)
    {
        var rows = new HistoryRow[records.Sum(logged => (logged.Record as VitalsPacket)?.Samples.Count ?? 0)];
        var place = 0;
        foreach (var logged in records)
        {
            if (logged.Record is not VitalsPacket packet) continue;
            var receivedAt = HistoryTime.Whole(packet.ReceivedAt);
            foreach (var sample in packet.Samples)
                rows[place++] = new HistoryRow(packet.TwinId.Value, HistoryTime.Whole(sample.ObservedAt), sample.Signal, packet.DeviceId, packet.Sequence,
                    sample.Value, sample.Status, sample.Flags, receivedAt);
        }
        return rows;
    }
}
