using TwinGrid.Erasure;
using TwinGrid.Testbed;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Keys.Tests;

[CollectionDefinition(Name)]
public sealed class PostgresCollection : ICollectionFixture<SharedPostgres>
{
    public const string Name = "PostgreSQL";
}

[Collection(PostgresCollection.Name)]
public sealed class Keys_in_PostgreSQL(SharedPostgres postgres) : KeyContract
{
    private string _database = "";

    protected override KeyOptions Options => new() { Kind = KeyStoreKind.PostgreSql, ConnectionString = _database, Secret = Secret, PollInterval = TimeSpan.FromMilliseconds(50) };

    public override async Task InitializeAsync() => _database = await (await postgres.Server()).CreateDatabase();

    [SkippableFact]
    public async Task a_process_lets_go_of_a_key_that_another_destroyed()
    {
        var (one, other) = (await Open(), await Open());
        var heard = new List<string>();
        other.Tell(twin => heard.Add(twin.Value));
        var key = await one.ForWriting(Ann, default);
        (await other.ForWriting(Ann, default)).ShouldBe(key);
        await one.Destroy(Ann, default);
        await Eventually.Holds(() => other.IsDestroyed(Ann), TimeSpan.FromMinutes(1), () => "The other process never heard of it.");
        other.TryFind("ann"u8, out _).ShouldBeFalse();
        heard.ShouldBe(["ann"]);
        await Should.ThrowAsync<PatientErasedException>(async () => await other.ForWriting(Ann, default));
    }

    [SkippableFact]
    public async Task of_many_destructions_at_once_none_is_missed()
    {
        var (one, other) = (await Open(), await Open());
        var all = Enumerable.Range(0, 60).Select(number => Patients.TwinId.Parse($"twin-{number}")).ToList();
        await Task.WhenAll(all.Select((twin, place) => (place % 2 == 0 ? one : other).Destroy(twin, default)));
        await Eventually.Holds(() => all.TrueForAll(one.IsDestroyed) && all.TrueForAll(other.IsDestroyed), TimeSpan.FromMinutes(1), () => $"{one.All.Count} and {other.All.Count} of {all.Count} were heard of.");
    }

    [SkippableFact]
    public async Task processes_that_start_at_once_make_one_store()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Open()));
        var keys = await Task.WhenAll(opened.Select(process => process.ForWriting(Ann, default).AsTask()));
        keys.Distinct().Count().ShouldBe(1);
    }

    [SkippableFact]
    public async Task without_a_secret_nothing_begins() =>
        (await Should.ThrowAsync<KeysException>(() => Open(Options with { Secret = null }))).Message.ShouldContain("Keys:SecretFile");

    [SkippableFact]
    public async Task the_keys_lie_in_a_schema_that_a_backup_can_leave_out()
    {
        await (await Open()).ForWriting(Ann, default);
        await using var source = Npgsql.NpgsqlDataSource.Create(_database);
        await using var command = source.CreateCommand("select string_agg(distinct table_schema, ',') from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema')");
        (await command.ExecuteScalarAsync()).ShouldBe("twingrid_keys");
    }
}
