using Npgsql;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>
/// Brings readings into the history as a binary stream (COPY), a row for each instant of a packet; what is kept already changes nothing. The stream goes straight into the history, which is
/// fastest and takes no reading twice; while some come again, as after a crash, it goes into a table of the connection, and from there without them. Belongs to the writer.
/// </summary>
internal sealed class ReadingStream
{
    private const string Columns = "twin, observed_at, device, sequence, received_at, signals, flagged, amending, samples";
    private const short Fields = 9;

    /// <summary>Batches that take the careful way after one that held a known reading: what is sent again comes in runs.</summary>
    private const int CarefulBatches = 16;

    /// <summary>Each row is looked up by itself: joined as one, a plan may read the whole history. They are locked in the order of the key.</summary>
    private const string Lacking =
        """
        select i.place, r.signals, r.flagged, r.amending
        from incoming_reading i cross join lateral (
            select signals, flagged, amending from reading
            where twin = i.twin and observed_at = i.observed_at and device = i.device and sequence = i.sequence and i.signals & ~ signals <> 0
            for update) r
        """;

    private readonly List<ArraySegment<HistoryRow>> _parts = [];
    private readonly byte[] _samples = new byte[ReadingSamples.Longest];
    private int[] _order = [];
    private int _careful;

    /// <summary>Writes readings within the connection's transaction.</summary>
    /// <param name="parts">Samples of one packet and instant each.</param>
    public void Write(IEnumerable<ArraySegment<HistoryRow>> parts, NpgsqlTransaction transaction)
    {
        _parts.AddRange(parts);
        try
        {
            if (_parts.Count == 0) return;
            Sort();
            if (_careful == 0 && TryStraight(transaction)) return;
            _careful = _careful == 0 ? CarefulBatches : _careful - 1;
            WriteCarefully(transaction.Connection!);
        }
        finally
        {
            _parts.Clear();
        }
    }

    /// <summary>In the order of the key, so that two silos that write the same readings wait for each other in one order; of one key in the order in which they came.</summary>
    private void Sort()
    {
        if (_order.Length < _parts.Count) _order = new int[_parts.Count];
        var order = _order.AsSpan(0, _parts.Count);
        for (var part = 0; part < order.Length; part++) order[part] = part;
        order.Sort((one, other) => InKeyOrder(one, other) is var byKey && byKey != 0 ? byKey : one.CompareTo(other));
    }

    private bool TryStraight(NpgsqlTransaction transaction)
    {
        transaction.Save("readings");
        try
        {
            Copy("reading", isPlaced: false, transaction.Connection!);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            transaction.Rollback("readings");
            return false;
        }
    }

    private void WriteCarefully(NpgsqlConnection connection)
    {
        Run(connection, "create temporary table if not exists incoming_reading (place bigint not null, like reading) on commit delete rows");
        var readings = Copy("incoming_reading", isPlaced: true, connection);
        if (Run(connection, $"insert into reading ({Columns}) select {Columns} from incoming_reading on conflict do nothing") < readings) Complete(connection);
    }

    /// <summary>Some rows are there: what they lack is added, should a device have used a sequence for two packets.</summary>
    private void Complete(NpgsqlConnection connection)
    {
        foreach (var (place, kept) in FindLacking(connection))
        {
            var masks = kept;
            var (_, length) = Gather(place, ref masks);
            using var update = new NpgsqlCommand(
                """
                update reading r set signals = $2, flagged = $3, amending = $4, samples = r.samples || $5 from incoming_reading i
                where i.place = $1 and r.twin = i.twin and r.observed_at = i.observed_at and r.device = i.device and r.sequence = i.sequence
                """, connection);
            foreach (var value in (ReadOnlySpan<long>)[place, masks.Signals, masks.Flagged, masks.Amending]) update.Parameters.Add(new NpgsqlParameter<long> { TypedValue = value });
            update.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = _samples[..length] });
            update.ExecuteNonQuery();
        }
    }

    private static List<(int Place, ReadingMasks Kept)> FindLacking(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(Lacking, connection);
        using var found = command.ExecuteReader();
        var lacking = new List<(int, ReadingMasks)>();
        while (found.Read()) lacking.Add(((int)found.GetInt64(0), new ReadingMasks(found.GetInt64(1), found.GetInt64(2), found.GetInt64(3))));
        return lacking;
    }

    /// <param name="isPlaced">Whether each row begins with its place.</param>
    /// <returns>Rows.</returns>
    private int Copy(string table, bool isPlaced, NpgsqlConnection connection)
    {
        using var copy = new BinaryCopy(connection, isPlaced ? $"{table} (place, {Columns})" : $"{table} ({Columns})");
        var readings = 0;
        for (var place = 0; place < _parts.Count; readings++)
        {
            var masks = default(ReadingMasks);
            var (next, length) = Gather(place, ref masks);
            ref readonly var first = ref _parts[_order[place]].AsSpan()[0];
            copy.Row((short)(isPlaced ? Fields + 1 : Fields));
            if (isPlaced) copy.Write(place);
            copy.Write(first.Twin);
            copy.Write(first.ObservedAt);
            copy.Write(first.Device);
            copy.Write(first.Sequence);
            copy.Write(first.ReceivedAt);
            copy.Write(masks.Signals);
            copy.Write(masks.Flagged);
            copy.Write(masks.Amending);
            copy.Write(_samples.AsSpan(0, length));
            place = next;
        }
        copy.Complete();
        return readings;
    }

    /// <summary>Puts the samples of a row, but those of signals that are there, to the beginning of <see cref="_samples"/>.</summary>
    /// <param name="place">Of the row's first part in the order.</param>
    /// <param name="masks">What is there; what is added is added to it.</param>
    /// <returns>Place of the next row; bytes added.</returns>
    private (int Next, int Length) Gather(int place, ref ReadingMasks masks)
    {
        var (next, length) = (place, 0);
        do length += ReadingSamples.Write(_parts[_order[next]], ref masks, _samples.AsSpan(length));
        while (++next < _parts.Count && InKeyOrder(_order[next], _order[place]) == 0);
        return (next, length);
    }

    private int InKeyOrder(int one, int other)
    {
        ref readonly var a = ref _parts[one].AsSpan()[0];
        ref readonly var b = ref _parts[other].AsSpan()[0];
        var order = ReferenceEquals(a.Twin, b.Twin) ? 0 : string.CompareOrdinal(a.Twin, b.Twin);
        if (order == 0) order = a.ObservedAt.CompareTo(b.ObservedAt);
        if (order == 0) order = string.CompareOrdinal(a.Device, b.Device);
        return order != 0 ? order : a.Sequence.CompareTo(b.Sequence);
    }

    private static int Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        return command.ExecuteNonQuery();
    }
}
