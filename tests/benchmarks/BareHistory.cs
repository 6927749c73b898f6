using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace TwinGrid.Benchmarks;

/// <summary>Samples brought into the history's table of PostgreSQL in three ways, by one connection and with nothing around it: what the writer's way was chosen from.</summary>
internal static class BareHistory
{
    private const string Columns = "twin, observed_at, signal, device, sequence, value, status, flags, received_at";
    private const int RowsAtOnce = 8_192;

    private readonly record struct Row(string Twin, DateTime ObservedAt, short Signal, long Sequence);

    /// <summary>Samples a second of each way, each in an empty history.</summary>
    public static async Task<Beside> Measure(string connectionString, int twins, int rounds, int signals, DateTime from)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        Run(connection, $"create temporary table incoming (like sample) on commit delete rows");
        var batches = Enumerable.Range(0, rounds)
            .SelectMany(round => Enumerable.Range(0, twins).SelectMany(twin => Enumerable.Range(0, signals).Select(signal => new Row($"twin-{twin}", from.AddMinutes(round), (short)signal, round))))
            .Chunk(RowsAtOnce).ToList();
        return new Beside
        {
            ["copyThenInsert"] = Rate(connection, batches, rows =>
            {
                Copy(connection, "incoming", rows);
                Run(connection, "insert into sample select * from incoming on conflict do nothing");
            }),
            ["unnest"] = Rate(connection, batches, rows => Unnest(connection, rows)),
            ["copyStraight"] = Rate(connection, batches, rows => Copy(connection, "sample", rows)),
        };
    }

    private static double Rate(NpgsqlConnection connection, List<Row[]> batches, Action<Row[]> write)
    {
        Run(connection, "truncate sample");
        var watch = Stopwatch.StartNew();
        foreach (var rows in batches)
        {
            using var transaction = connection.BeginTransaction();
            write(rows);
            transaction.Commit();
        }
        return Math.Round(batches.Sum(rows => rows.Length) / watch.Elapsed.TotalSeconds);
    }

    private static void Copy(NpgsqlConnection connection, string table, Row[] rows)
    {
        using var stream = connection.BeginBinaryImport($"copy {table} ({Columns}) from stdin (format binary)");
        foreach (var row in rows)
        {
            stream.StartRow();
            stream.Write(row.Twin, NpgsqlDbType.Text);
            stream.Write(row.ObservedAt, NpgsqlDbType.TimestampTz);
            stream.Write(row.Signal, NpgsqlDbType.Smallint);
            stream.Write("monitor", NpgsqlDbType.Text);
            stream.Write(row.Sequence, NpgsqlDbType.Bigint);
            stream.Write(72.0, NpgsqlDbType.Double);
            stream.Write((short)0, NpgsqlDbType.Smallint);
            stream.Write((short)0, NpgsqlDbType.Smallint);
            stream.Write(row.ObservedAt, NpgsqlDbType.TimestampTz);
        }
        stream.Complete();
    }

    private static void Unnest(NpgsqlConnection connection, Row[] rows)
    {
        using var command = new NpgsqlCommand($"insert into sample ({Columns}) select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, row => row.Twin) },
                new NpgsqlParameter<DateTime[]> { TypedValue = Array.ConvertAll(rows, row => row.ObservedAt) },
                new NpgsqlParameter<short[]> { TypedValue = Array.ConvertAll(rows, row => row.Signal) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, _ => "monitor") },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(rows, row => row.Sequence) },
                new NpgsqlParameter<double[]> { TypedValue = Array.ConvertAll(rows, _ => 72.0) },
                new NpgsqlParameter<short[]> { TypedValue = new short[rows.Length] },
                new NpgsqlParameter<short[]> { TypedValue = new short[rows.Length] },
                new NpgsqlParameter<DateTime[]> { TypedValue = Array.ConvertAll(rows, row => row.ObservedAt) },
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
