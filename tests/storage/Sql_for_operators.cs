using System.Text;
using Npgsql;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

/// <summary>
/// <c>deploy/sql/postgresql.sql</c> is made of the schema steps of both rooms: this test holds it to them. Run it with <c>TWINGRID_WRITE_SQL=1</c> to write it anew.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class Sql_for_operators(SharedPostgres postgres)
{
    private static readonly (string Room, string Folder)[] Rooms =
        [("vitals-log", "silo/vitals-log/Schema/PostgreSql"), ("storage", "silo/storage/Schema/PostgreSql"), ("orleans", "silo/storage/Orleans/PostgreSql")];

    private static readonly string Root = FindRoot();

    private static string File => Path.Combine(Root, "deploy", "sql", "postgresql.sql");

    [Fact]
    public async Task is_that_of_the_program()
    {
        var expected = await Generate();
        if (Environment.GetEnvironmentVariable("TWINGRID_WRITE_SQL") == "1") await System.IO.File.WriteAllTextAsync(File, expected);
        (await System.IO.File.ReadAllTextAsync(File)).ShouldBe(expected);
    }

    [SkippableFact]
    public async Task leaves_the_program_nothing_to_make_and_no_right_to_need()
    {
        var server = await postgres.Server();
        var database = await server.CreateDatabase();
        await PostgresServer.Execute(database, await System.IO.File.ReadAllTextAsync(File));
        await PostgresServer.Execute(database, """
            drop role if exists modest;
            create role modest login;
            revoke create on schema public from public;
            grant select, insert, update, delete on all tables in schema public to modest;
            """);
        var modest = new NpgsqlConnectionStringBuilder(database) { Username = "modest", Pooling = false }.ConnectionString;

        var options = new StorageOptions { Kind = StorageKind.PostgreSql, ConnectionString = modest };
        await using var storage = StorageRegistration.Make(options, ThrowawayKeys.All, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await new StorageStartup(storage, options).Open(CancellationToken.None);
        (await storage.Snapshots.Save("twin", "ann", 0, new byte[] { 1 }, default)).ShouldBe(1);
        var now = TimeProvider.System.GetUtcNow();
        var packet = new LoggedRecord(new LogPosition(0, 1), new VitalsPacket(TwinId.Parse("ann"), "monitor", 1, now, [new VitalSign(Signal.HeartRate, 60, now), new VitalSign(Signal.HeartRate, 61, now.AddMonths(-2))]));
        await storage.History.Write([packet], default);
        await storage.History.Write([packet], default);
        (await storage.History.Count(TwinId.Parse("ann"), Signal.HeartRate, default)).Total.ShouldBe(2);
    }

    private static async Task<string> Generate()
    {
        var text = new StringBuilder(
            """
            -- Everything TwinGrid keeps in PostgreSQL: the vitals log, the twins' storage, and the tables of Orleans.
            -- The programs make it themselves at their first start. Run this instead, once, on an empty database (psql -1 -f postgresql.sql),
            -- where they shall not have the right to: then select, insert, update and delete on these tables suffice.
            -- Generated from the numbered steps under silo/vitals-log/Schema, silo/storage/Schema and silo/storage/Orleans.

            create table schema_version (room text not null, version integer not null, name text not null, applied_at timestamptz not null default now(), primary key (room, version));

            """);
        foreach (var (room, folder) in Rooms)
        {
            foreach (var step in Directory.GetFiles(Path.Combine(Root, folder), "*.sql").Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileNameWithoutExtension(step);
                text.Append($"\n-- {room}, step {name}\n\n").Append(await System.IO.File.ReadAllTextAsync(step))
                    .Append($"\ninsert into schema_version (room, version, name) values ('{room}', {int.Parse(name.AsSpan(0, 4))}, '{name[5..]}');\n");
            }
        }
        return text.ToString();
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!System.IO.File.Exists(Path.Combine(folder.FullName, "TwinGrid.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
