using TwinGrid.Durability;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.Sqlite;

/// <summary>
/// Keeps what packets brought, a row for each instant of a packet; samples that are kept already change nothing. What rows have in common is bound once. Not safe for concurrent use.
/// </summary>
internal sealed class ReadingInsert(SqliteStatements statements)
{
    private readonly SqliteBound _insert = statements.Bound(
        "insert into reading (twin, observed_at, device, sequence, received_at, signals, flagged, amending, samples) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict do nothing");

    private byte[] _samples = new byte[ReadingSamples.Room(16)];
    private string? _twin;
    private string? _device;

    /// <summary>The rows of some samples that belong into one row of the table each: of one packet and one instant, side by side.</summary>
    public static IEnumerable<ArraySegment<HistoryRow>> Parts(HistoryRow[] rows)
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

    public void Apply(ReadOnlySpan<HistoryRow> rows)
    {
        if (_samples.Length < ReadingSamples.Room(rows.Length)) _samples = new byte[ReadingSamples.Room(rows.Length)];
        ref readonly var first = ref rows[0];
        var masks = default(ReadingMasks);
        var length = ReadingSamples.Write(rows, ref masks, _samples);
        Bind(1, ref _twin, first.Twin);
        _insert.Bind(2, HistoryTime.Microseconds(first.ObservedAt));
        Bind(3, ref _device, first.Device);
        _insert.Bind(4, first.Sequence);
        _insert.Bind(5, HistoryTime.Microseconds(first.ReceivedAt));
        _insert.Bind(6, masks.Signals);
        _insert.Bind(7, masks.Flagged);
        _insert.Bind(8, masks.Amending);
        _insert.Bind(9, _samples.AsSpan(0, length));
        if (_insert.Run() == 0) Complete(rows);
    }

    /// <summary>The row is there: what it lacks is added, should a device have used a sequence for two packets.</summary>
    private void Complete(ReadOnlySpan<HistoryRow> rows)
    {
        ref readonly var first = ref rows[0];
        object[] key = [first.Twin, HistoryTime.Microseconds(first.ObservedAt), first.Device, first.Sequence];
        var (masks, there) = Kept(key);
        if (ReadingSamples.Write(rows, ref masks, _samples) is not (> 0 and var length)) return;
        statements.With(
            "update reading set signals = $5, flagged = $6, amending = $7, samples = $8 where twin = $1 and observed_at = $2 and device = $3 and sequence = $4",
            [.. key, masks.Signals, masks.Flagged, masks.Amending, (byte[])[.. there, .. _samples.AsSpan(0, length)]]).ExecuteNonQuery();
    }

    private (ReadingMasks Masks, byte[] Samples) Kept(object[] key)
    {
        using var found = statements.With("select signals, flagged, amending, samples from reading where twin = $1 and observed_at = $2 and device = $3 and sequence = $4", key).ExecuteReader();
        if (!found.Read()) throw new StorageException("A reading of the history is there when it is written, and not when it is read: the storage is damaged.");
        return (new ReadingMasks(found.GetInt64(0), found.GetInt64(1), found.GetInt64(2)), found.GetFieldValue<byte[]>(3));
    }

    private static bool IsOfPacket(in HistoryRow one, in HistoryRow other) =>
        ReferenceEquals(one.Twin, other.Twin) && ReferenceEquals(one.Device, other.Device) && one.Sequence == other.Sequence && one.ReceivedAt == other.ReceivedAt;

    private void Bind(int place, ref string? bound, string text)
    {
        if (ReferenceEquals(text, bound)) return;
        bound = null; // should it fail, the next row must not take this for its own
        _insert.Bind(place, text);
        bound = text;
    }
}
