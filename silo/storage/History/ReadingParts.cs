namespace TwinGrid.Storage.History;

/// <summary>Samples in the parts that belong into one row of the table of readings each: of one packet and one instant.</summary>
internal static class ReadingParts
{
    /// <summary>The parts of some samples, those of a packet side by side.</summary>
    public static IEnumerable<ArraySegment<HistoryRow>> Of(HistoryRow[] rows)
    {
        for (var from = 0; from < rows.Length;)
        {
            var (to, isMixed) = (from + 1, false);
            for (; to < rows.Length && IsOfPacket(rows[from], rows[to]); to++) isMixed |= rows[to].ObservedAt != rows[from].ObservedAt;
            var packet = new ArraySegment<HistoryRow>(rows, from, to - from);
            if (!isMixed) yield return packet;
            else
                foreach (var instant in packet.GroupBy(row => row.ObservedAt)) yield return new([.. instant]);
            from = to;
        }
    }

    private static bool IsOfPacket(in HistoryRow one, in HistoryRow other) =>
        ReferenceEquals(one.Twin, other.Twin) && ReferenceEquals(one.Device, other.Device) && one.Sequence == other.Sequence && one.ReceivedAt == other.ReceivedAt;
}
