using TwinGrid.Vitals;

namespace TwinGrid.Storage.History;

/// <summary>A sample as the history keeps it. Its identity is (twin, device, sequence, signal, observed at).</summary>
internal readonly record struct HistoryRow(
    string Twin, DateTimeOffset ObservedAt, Signal Signal, string Device, long Sequence, double Value, SampleStatus Status, SampleFlags Flags, DateTimeOffset ReceivedAt)
{
    public static HistoryRow[] Of(IReadOnlyList<LoggedPacket> packets)
    {
        var rows = new HistoryRow[packets.Sum(logged => logged.Packet.Samples.Count)];
        var place = 0;
        foreach (var logged in packets)
        {
            var packet = logged.Packet;
            var receivedAt = HistoryTime.Whole(packet.ReceivedAt);
            foreach (var sample in packet.Samples)
                rows[place++] = new HistoryRow(packet.TwinId.Value, HistoryTime.Whole(sample.ObservedAt), sample.Signal, packet.DeviceId, packet.Sequence,
                    sample.Value, sample.Status, sample.Flags, receivedAt);
        }
        return rows;
    }
}
