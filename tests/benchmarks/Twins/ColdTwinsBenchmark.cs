using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TwinGrid.Keys;
using TwinGrid.Storage;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Benchmarks.Twins;

/// <summary><c>cold-twins</c>: what a sleeping twin with heart and metabolism takes in the database: its three snapshots with their index.</summary>
internal static class ColdTwinsBenchmark
{
    private const int Count = 20_000;

    public static async IAsyncEnumerable<Measurement> Run()
    {
        await using var silo = await BenchmarkSilo.Start();
        var grown = new GrownTwins(silo.Services);
        await grown.Grow(TimeProvider.System.GetUtcNow());

        var folder = Directory.CreateTempSubdirectory("twingrid-cold-").FullName;
        var empty = await Save(new StorageOptions { Data = folder }, grown, 0, () => Task.FromResult(BytesIn(folder)));
        var full = await Save(new StorageOptions { Data = folder }, grown, Count, () => Task.FromResult(BytesIn(folder)));
        yield return Of("SQLite", (full - empty) / (double)Count, grown);
        Directory.Delete(folder, recursive: true);

        await using var server = await PostgresServer.Start();
        var database = await server.CreateDatabase();
        var options = new StorageOptions { Kind = StorageKind.PostgreSql, ConnectionString = database };
        empty = await Save(options, grown, 0, () => BytesOf(database));
        full = await Save(options, grown, Count, () => BytesOf(database));
        yield return Of("PostgreSQL", (full - empty) / (double)Count, grown);
    }

    private static Measurement Of(string storage, double bytes, GrownTwins grown) => new(
        $"a sleeping twin with heart and metabolism, {storage}", Math.Round(bytes), "stored bytes", new() { ["states alone"] = grown.SavedBytes.Values.Sum() },
        new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["twins"] = Count,
            ["savedBytes"] = grown.SavedBytes,
            ["life"] = $"{GrownTwins.Life.TotalHours:0} h of glucose, heart rate and blood pressure every 5 min and one night's learning",
            ["counted"] = "growth of the database by three snapshots a twin, index included; the history of vital signs is not in it",
        });

    private static async Task<long> Save(StorageOptions options, GrownTwins grown, int count, Func<Task<long>> bytes)
    {
        using var folder = new TemporaryFolder();
        await using var keys = new PatientKeys(new KeyOptions { Folder = folder.Path }, TimeProvider.System);
        await using (var storage = StorageRegistration.Make(options, keys, TimeProvider.System, NullLoggerFactory.Instance))
        {
            await storage.Open(CancellationToken.None);
            await grown.Copy(storage.Snapshots, count);
        }
        return await bytes();
    }

    private static long BytesIn(string folder) => new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length);

    private static async Task<long> BytesOf(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select sum(pg_total_relation_size(oid))::bigint from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
