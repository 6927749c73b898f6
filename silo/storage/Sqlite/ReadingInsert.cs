using System.Text;
using TwinGrid.Durability;
using TwinGrid.Storage.History;

namespace TwinGrid.Storage.Sqlite;

/// <summary>Keeps what packets brought, a row for each instant of a packet; samples that are kept already change nothing. Not safe for concurrent use.</summary>
internal sealed class ReadingInsert(SqliteStatements statements)
{
    private readonly SqliteBound _insert = statements.Bound(
        "insert into reading (twin, observed_at, device, sequence, received_at, signals, flagged, amending, samples) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) on conflict do nothing");

    /// <summary>Binds the columns of a reading, from twin to samples, to the first nine places of a statement.</summary>
    public static void Bind(ArrivedReading reading, SqliteBound statement)
    {
        var masks = reading.Masks;
        statement.BindText(1, reading.Twin);
        statement.Bind(2, reading.ObservedAt);
        statement.BindText(3, reading.Device);
        statement.Bind(4, reading.Sequence);
        statement.Bind(5, reading.ReceivedAt);
        statement.Bind(6, masks.Signals);
        statement.Bind(7, masks.Flagged);
        statement.Bind(8, masks.Amending);
        statement.Bind(9, reading.Samples);
    }

    public void Apply(ArrivedReading reading)
    {
        Bind(reading, _insert);
        if (_insert.Run() == 0) Complete(reading);
    }

    /// <summary>The row is there: what it lacks is added, should a device have used a sequence for two packets.</summary>
    private void Complete(ArrivedReading reading)
    {
        object[] key = [Encoding.UTF8.GetString(reading.Twin), reading.ObservedAt, Encoding.UTF8.GetString(reading.Device), reading.Sequence];
        var (masks, there) = Kept(key);
        var added = new byte[reading.Samples.Length];
        if (ReadingSamples.Add(reading.Samples, reading.Masks, ref masks, added) is not (> 0 and var length)) return;
        statements.With(
            "update reading set signals = $5, flagged = $6, amending = $7, samples = $8 where twin = $1 and observed_at = $2 and device = $3 and sequence = $4",
            [.. key, masks.Signals, masks.Flagged, masks.Amending, (byte[])[.. there, .. added.AsSpan(0, length)]]).ExecuteNonQuery();
    }

    private (ReadingMasks Masks, byte[] Samples) Kept(object[] key)
    {
        using var found = statements.With("select signals, flagged, amending, samples from reading where twin = $1 and observed_at = $2 and device = $3 and sequence = $4", key).ExecuteReader();
        if (!found.Read()) throw new StorageException("A reading of the history is there when it is written, and not when it is read: the storage is damaged.");
        return (new ReadingMasks(found.GetInt64(0), found.GetInt64(1), found.GetInt64(2)), found.GetFieldValue<byte[]>(3));
    }
}
