using System.Runtime.InteropServices;
using Npgsql;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>
/// Brings samples into the history as a binary stream (COPY); what is kept already changes nothing. The stream goes straight into the history, which is fastest and
/// takes no sample twice; while some come again, as after a crash, it goes into a table of the connection, and from there without them. Belongs to the writer.
/// </summary>
internal sealed class SampleStream
{
    private const string Columns = "(twin, observed_at, signal, device, sequence, value, status, flags, received_at, sealed)";
    private const short Fields = 10;

    /// <summary>Batches that take the careful way after one that held a known sample: what is sent again comes in runs.</summary>
    private const int CarefulBatches = 16;

    private readonly List<HistoryRow> _rows = [];
    private int[] _order = [];
    private int _careful;

    /// <summary>Writes rows within the connection's transaction.</summary>
    public void Write(IEnumerable<HistoryRow[]> parts, NpgsqlTransaction transaction)
    {
        foreach (var part in parts) _rows.AddRange(part);
        try
        {
            if (_rows.Count > 0) Write(WithoutRepeats(), transaction);
        }
        finally
        {
            _rows.Clear();
        }
    }

    /// <param name="places">Of the rows.</param>
    private void Write(ReadOnlySpan<int> places, NpgsqlTransaction transaction)
    {
        if (_careful == 0 && TryStraight(places, transaction)) return;
        _careful = _careful == 0 ? CarefulBatches : _careful - 1;
        var connection = transaction.Connection!;
        Run(connection, "create temporary table if not exists incoming_sample (like sample) on commit delete rows");
        Copy(places, "incoming_sample", connection);
        Run(connection, $"insert into sample {Columns} select twin, observed_at, signal, device, sequence, value, status, flags, received_at, sealed from incoming_sample on conflict do nothing");
    }

    /// <summary>In the order of the key, so that two silos that write the same samples wait for each other in one order; each sample once.</summary>
    private ReadOnlySpan<int> WithoutRepeats()
    {
        if (_order.Length < _rows.Count) _order = new int[_rows.Count];
        var order = _order.AsSpan(0, _rows.Count);
        for (var place = 0; place < order.Length; place++) order[place] = place;
        order.Sort(InKeyOrder);
        var kept = 1;
        for (var place = 1; place < order.Length; place++)
            if (InKeyOrder(order[place], order[kept - 1]) != 0) order[kept++] = order[place];
        return order[..kept];
    }

    private bool TryStraight(ReadOnlySpan<int> places, NpgsqlTransaction transaction)
    {
        transaction.Save("samples");
        try
        {
            Copy(places, "sample", transaction.Connection!);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            transaction.Rollback("samples");
            return false;
        }
    }

    private void Copy(ReadOnlySpan<int> places, string table, NpgsqlConnection connection)
    {
        using var copy = new BinaryCopy(connection, $"{table} {Columns}");
        var rows = CollectionsMarshal.AsSpan(_rows);
        foreach (var place in places)
        {
            ref readonly var row = ref rows[place];
            copy.Row(Fields);
            copy.Write(row.Twin);
            copy.Write(row.ObservedAt);
            copy.Write((short)row.Signal);
            copy.Write(row.Device);
            copy.Write(row.Sequence);
            if (row.Sealed is null) copy.Write(row.Value);
            else copy.Null();
            copy.Write((short)row.Status);
            copy.Write((short)row.Flags);
            copy.Write(row.ReceivedAt);
            if (row.Sealed is { } bits) copy.Write(bits);
            else copy.Null();
        }
        copy.Complete();
    }

    private int InKeyOrder(int one, int other)
    {
        var rows = CollectionsMarshal.AsSpan(_rows);
        ref readonly var a = ref rows[one];
        ref readonly var b = ref rows[other];
        var order = ReferenceEquals(a.Twin, b.Twin) ? 0 : string.CompareOrdinal(a.Twin, b.Twin);
        if (order == 0) order = a.ObservedAt.CompareTo(b.ObservedAt);
        if (order == 0) order = a.Signal.CompareTo(b.Signal);
        if (order == 0) order = string.CompareOrdinal(a.Device, b.Device);
        return order != 0 ? order : a.Sequence.CompareTo(b.Sequence);
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
