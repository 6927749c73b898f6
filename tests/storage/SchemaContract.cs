using Microsoft.Extensions.Logging.Abstractions;
using TwinGrid.Testbed;

namespace TwinGrid.Storage.Tests;

/// <summary>Schemas made and checked at the start: those of the twins' storage and of Orleans' tables.</summary>
public abstract class SchemaContract(IStorageUnderTest underTest) : IAsyncLifetime
{
    public Task InitializeAsync() => underTest.Prepare();

    public Task DisposeAsync() => underTest.Remove();

    [SkippableFact]
    public async Task several_processes_that_start_at_once_on_nothing_make_each_once()
    {
        var storages = Enumerable.Range(0, 4).Select(_ => Make()).ToList();
        await Task.WhenAll(storages.Select(storage => Task.Run(() => new StorageStartup(storage, underTest.Options).Open(default))));
        for (var i = 0; i < storages.Count; i++) (await storages[i].Snapshots.Save("twin", $"t{i}", 0, new[] { (byte)i }, default)).ShouldBe(1);
        (await storages[0].Snapshots.Keys("twin", "", 10, default)).Count.ShouldBe(4);
        foreach (var storage in storages) await storage.DisposeAsync();
    }

    [SkippableFact]
    public async Task tables_of_orleans_from_a_newer_version_are_refused_in_one_sentence()
    {
        await OrleansTables.Ensure(underTest.Options.Kind, OrleansTables.ConnectionString(underTest.Options), default);
        await underTest.ExecuteOnOrleans("insert into schema_version (room, version, name, applied_at) values ('orleans', 999, 'from the future', '2030-01-01')");
        await using var storage = Make();
        var refusal = await Should.ThrowAsync<StorageException>(() => new StorageStartup(storage, underTest.Options).Open(default));
        refusal.Message.ShouldContain("orleans schema is at version 999");
        refusal.Message.ShouldContain("newer TwinGrid");
    }

    private ITwinStorage Make() => StorageRegistration.Make(underTest.Options, ThrowawayKeys.All, TimeProvider.System, NullLoggerFactory.Instance);
}

public sealed class Schemas_on_SQLite() : SchemaContract(new SqliteUnderTest());

[Collection(PostgresCollection.Name)]
public sealed class Schemas_on_PostgreSQL(SharedPostgres postgres) : SchemaContract(new PostgresUnderTest(postgres));
