using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Npgsql;
using TwinGrid.Storage;

namespace TwinGrid.Benchmarks;

/// <summary>States written each second by batched upserts on one connection, unconditionally and with nothing around them.</summary>
internal static class BareSnapshots
{
    private const int RowsAtOnce = 500;

    public static double StatesPerSecond(StorageOptions options, int grains, int rounds, int bytes) =>
        options.Kind == StorageKind.Sqlite ? OnSqlite(options, grains, rounds, bytes) : OnPostgres(options, grains, rounds, bytes);

    private static double OnSqlite(StorageOptions options, int grains, int rounds, int bytes)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(options.Data, "bare.db")};Pooling=False");
        connection.Open();
        Run(connection, "pragma journal_mode = wal; pragma synchronous = full; create table bare (key text primary key, state blob)");
        using var upsert = connection.CreateCommand();
        upsert.CommandText = "insert into bare values ($key, $state) on conflict do update set state = excluded.state";
        var key = upsert.Parameters.AddWithValue("$key", "");
        upsert.Parameters.AddWithValue("$state", new byte[bytes]);
        return Rate(grains, rounds, keys =>
        {
            Run(connection, "begin immediate");
            foreach (var one in keys)
            {
                key.Value = one;
                upsert.ExecuteNonQuery();
            }
            Run(connection, "commit");
        });
    }

    private static double OnPostgres(StorageOptions options, int grains, int rounds, int bytes)
    {
        using var connection = new NpgsqlConnection(options.ConnectionString);
        connection.Open();
        using (var make = new NpgsqlCommand("create table bare (key text primary key, state bytea) with (fillfactor = 60)", connection)) make.ExecuteNonQuery();
        var states = Enumerable.Repeat(new byte[bytes], RowsAtOnce).ToArray();
        return Rate(grains, rounds, keys =>
        {
            using var upsert = new NpgsqlCommand("insert into bare select * from unnest($1, $2) on conflict (key) do update set state = excluded.state", connection)
            {
                Parameters = { new NpgsqlParameter<string[]> { TypedValue = keys }, new NpgsqlParameter<byte[][]> { TypedValue = states[..keys.Length] } },
            };
            upsert.ExecuteNonQuery();
        });
    }

    /// <summary>The first round makes the rows and is not counted.</summary>
    private static double Rate(int grains, int rounds, Action<string[]> write)
    {
        var batches = Enumerable.Range(0, grains).Select(grain => $"twin-{grain}").Chunk(RowsAtOnce).ToList();
        batches.ForEach(write);
        var watch = Stopwatch.StartNew();
        for (var round = 0; round < rounds; round++) batches.ForEach(write);
        return Math.Round(grains * rounds / watch.Elapsed.TotalSeconds);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
