using Npgsql;
using NpgsqlTypes;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>
/// Brings samples into the history as a binary stream (COPY); what is kept already changes nothing. The stream goes straight into the history, which is fastest and
/// takes no sample twice; while some come again, as after a crash, it goes into a table of the connection, and from there without them. Belongs to the writer.
/// </summary>
internal sealed class SampleStream
{
    private const string Columns = "(twin, observed_at, signal, device, sequence, value, status, flags, received_at, sealed)";

    /// <summary>Batches that take the careful way after one that held a known sample: what is sent again comes in runs.</summary>
    private const int CarefulBatches = 16;

    private int _careful;

    /// <summary>Writes rows within the connection's transaction.</summary>
    public void Write(HistoryRow[] rows, NpgsqlTransaction transaction)
    {
        if (rows.Length == 0) return;
        var sorted = WithoutRepeats(rows);
        if (_careful == 0 && TryStraight(sorted, transaction)) return;
        _careful = _careful == 0 ? CarefulBatches : _careful - 1;
        var connection = transaction.Connection!;
        Run(connection, "create temporary table if not exists incoming_sample (like sample) on commit delete rows");
        Copy(sorted, "incoming_sample", connection);
        Run(connection, $"insert into sample {Columns} select twin, observed_at, signal, device, sequence, value, status, flags, received_at, sealed from incoming_sample on conflict do nothing");
    }

    /// <summary>In the order of the key, so that two silos that write the same samples wait for each other in one order; each sample once.</summary>
    private static ReadOnlySpan<HistoryRow> WithoutRepeats(HistoryRow[] rows)
    {
        HistoryRow[] sorted = [.. rows];
        Array.Sort(sorted, InKeyOrder);
        var kept = 1;
        for (var place = 1; place < sorted.Length; place++)
            if (InKeyOrder(sorted[place], sorted[kept - 1]) != 0) sorted[kept++] = sorted[place];
        return sorted.AsSpan(0, kept);
    }

    private static bool TryStraight(ReadOnlySpan<HistoryRow> rows, NpgsqlTransaction transaction)
    {
        transaction.Save("samples");
        try
        {
            Copy(rows, "sample", transaction.Connection!);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            transaction.Rollback("samples");
            return false;
        }
    }

    private static void Copy(ReadOnlySpan<HistoryRow> rows, string table, NpgsqlConnection connection)
    {
        using var stream = connection.BeginBinaryImport($"copy {table} {Columns} from stdin (format binary)");
        foreach (var row in rows)
        {
            stream.StartRow();
            stream.Write(row.Twin, NpgsqlDbType.Text);
            stream.Write(row.ObservedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            stream.Write((short)row.Signal, NpgsqlDbType.Smallint);
            stream.Write(row.Device, NpgsqlDbType.Text);
            stream.Write(row.Sequence, NpgsqlDbType.Bigint);
            if (row.Sealed is null) stream.Write(row.Value, NpgsqlDbType.Double);
            else stream.WriteNull();
            stream.Write((short)row.Status, NpgsqlDbType.Smallint);
            stream.Write((short)row.Flags, NpgsqlDbType.Smallint);
            stream.Write(row.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz);
            if (row.Sealed is { } bits) stream.Write(bits, NpgsqlDbType.Bigint);
            else stream.WriteNull();
        }
        stream.Complete();
    }

    private static int InKeyOrder(HistoryRow a, HistoryRow b)
    {
        var order = string.CompareOrdinal(a.Twin, b.Twin);
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
