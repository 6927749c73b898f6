using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace TwinGrid.Benchmarks;

/// <summary>Readings brought into the history's table of PostgreSQL in three ways, by one connection and with nothing around it: what the writer's way was chosen from.</summary>
internal static class BareHistory
{
    private const string Columns = "twin, observed_at, device, sequence, received_at, signals, flagged, amending, samples";
    private const int SamplesAtOnce = 8_192;
    private const int BytesASample = 12;

    /// <summary>The mask of the first six.</summary>
    private const long Signals = 63;

    private readonly record struct Row(string Twin, DateTime ObservedAt, long Sequence);

    /// <summary>Samples a second of each way, each in an empty history.</summary>
    public static async Task<Beside> Measure(string connectionString, int twins, int rounds, int signals, DateTime from)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        Run(connection, "create temporary table incoming (like reading) on commit delete rows");
        var samples = new byte[signals * BytesASample];
        var batches = Enumerable.Range(0, rounds)
            .SelectMany(round => Enumerable.Range(0, twins).Select(twin => new Row($"twin-{twin}", from.AddMinutes(round), round)))
            .Chunk(SamplesAtOnce / signals).ToList();
        return new Beside
        {
            ["copyThenInsert"] = Rate(connection, batches, signals, rows =>
            {
                Copy(connection, "incoming", rows, samples);
                Run(connection, "insert into reading select * from incoming on conflict do nothing");
            }),
            ["unnest"] = Rate(connection, batches, signals, rows => Unnest(connection, rows, samples)),
            ["copyStraight"] = Rate(connection, batches, signals, rows => Copy(connection, "reading", rows, samples)),
        };
    }

    private static double Rate(NpgsqlConnection connection, List<Row[]> batches, int signals, Action<Row[]> write)
    {
        Run(connection, "truncate reading");
        var watch = Stopwatch.StartNew();
        foreach (var rows in batches)
        {
            using var transaction = connection.BeginTransaction();
            write(rows);
            transaction.Commit();
        }
        return Math.Round(signals * batches.Sum(rows => rows.Length) / watch.Elapsed.TotalSeconds);
    }

    private static void Copy(NpgsqlConnection connection, string table, Row[] rows, byte[] samples)
    {
        using var stream = connection.BeginBinaryImport($"copy {table} ({Columns}) from stdin (format binary)");
        foreach (var row in rows)
        {
            stream.StartRow();
            stream.Write(row.Twin, NpgsqlDbType.Text);
            stream.Write(row.ObservedAt, NpgsqlDbType.TimestampTz);
            stream.Write("monitor", NpgsqlDbType.Text);
            stream.Write(row.Sequence, NpgsqlDbType.Bigint);
            stream.Write(row.ObservedAt, NpgsqlDbType.TimestampTz);
            stream.Write(Signals, NpgsqlDbType.Bigint);
            stream.Write(0L, NpgsqlDbType.Bigint);
            stream.Write(0L, NpgsqlDbType.Bigint);
            stream.Write(samples, NpgsqlDbType.Bytea);
        }
        stream.Complete();
    }

    private static void Unnest(NpgsqlConnection connection, Row[] rows, byte[] samples)
    {
        using var command = new NpgsqlCommand($"insert into reading ({Columns}) select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, row => row.Twin) },
                new NpgsqlParameter<DateTime[]> { TypedValue = Array.ConvertAll(rows, row => row.ObservedAt) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, _ => "monitor") },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(rows, row => row.Sequence) },
                new NpgsqlParameter<DateTime[]> { TypedValue = Array.ConvertAll(rows, row => row.ObservedAt) },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(rows, _ => Signals) },
                new NpgsqlParameter<long[]> { TypedValue = new long[rows.Length] },
                new NpgsqlParameter<long[]> { TypedValue = new long[rows.Length] },
                new NpgsqlParameter<byte[][]> { TypedValue = Array.ConvertAll(rows, _ => samples) },
            },
        };
        command.ExecuteNonQuery();
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
