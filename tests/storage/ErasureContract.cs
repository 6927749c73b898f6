using TwinGrid.Erasure;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

/// <summary>What is stored of a patient is sealed, and goes when they are erased, and nothing else does.</summary>
public abstract class ErasureContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [SkippableFact]
    public async Task all_that_is_a_twins_goes_and_that_of_twins_with_names_alike_stays()
    {
        var name = TwinId.NewRandom().Value;
        (string Kind, string Key)[] his =
            [("twin", name), ("heart", name), ("patient-consent.consent", name), ("archived-twin", $"{name}@0001"), ("desk-alert/3", $"{name}~ab"), ("privacy-notice/0", $"{name}/g1"), ($"access/{name}", "row")];
        (string Kind, string Key)[] others =
            [("twin", $"{name}1"), ("twin", $"{name}-2"), ("twin", name[1..]), ("archived-twin", $"{name}-2@0001"), ("desk-alert/3", $"{name}.3~ab"), ($"access/{name}-2", "row"), ("erasure/0", $"erased:{name}")];
        foreach (var (kind, key) in his.Concat(others)) await Storage.Snapshots.Save(kind, key, 0, new byte[] { 1, 2, 3 }, default);
        await Storage.History.Write([.. Enumerable.Range(0, 50).SelectMany(i => new[] { Packet(name, i), Packet($"{name}1", i) })], default);

        (await Storage.Eraser.Erase(TwinId.Parse(name), default)).ShouldBe(new ErasedRows(his.Length, 50));

        foreach (var (kind, key) in his) (await Storage.Snapshots.Load(kind, key, default)).ShouldBeNull($"{kind} {key}");
        foreach (var (kind, key) in others) (await Storage.Snapshots.Load(kind, key, default))!.State.ShouldBe([1, 2, 3], $"{kind} {key}");
        (await Storage.History.Count(TwinId.Parse(name), Signal.HeartRate, default)).Total.ShouldBe(0);
        (await Storage.History.Count(TwinId.Parse($"{name}1"), Signal.HeartRate, default)).Total.ShouldBe(50);
        (await Storage.Eraser.Erase(TwinId.Parse(name), default)).ShouldBe(default(ErasedRows));
    }

    [SkippableFact]
    public async Task more_samples_than_are_removed_at_once_all_go()
    {
        var twin = TwinId.NewRandom();
        foreach (var some in Enumerable.Range(0, 45).Chunk(9))
            await Storage.History.Write([.. some.Select(i => Packet(twin.Value, i, 1_000))], default);
        (await Storage.Eraser.Erase(twin, default)).Samples.ShouldBe(45_000);
        (await Storage.History.Count(twin, Signal.HeartRate, default)).Total.ShouldBe(0);
    }

    [SkippableFact]
    public async Task once_the_key_is_destroyed_nothing_stored_is_there_and_nothing_more_is_stored()
    {
        var (gone, stays) = (TwinId.Parse($"a{TwinId.NewRandom()}"), TwinId.Parse($"b{TwinId.NewRandom()}"));
        var kind = $"row-of-{gone}";
        foreach (var twin in (TwinId[])[gone, stays])
        {
            await Storage.Snapshots.Save("twin", twin.Value, 0, new byte[] { 1, 2, 3 }, default);
            for (var row = 0; row < 5; row++) await Storage.Snapshots.Save(kind, $"{twin}~{row}", 0, new byte[] { (byte)row }, default);
            await Storage.History.Write([Packet(twin.Value, 1)], default);
        }
        await ThrowawayKeys.All.Destroy(gone, default);

        (await Storage.Snapshots.Load("twin", gone.Value, default)).ShouldBeNull();
        (await Storage.History.Read(gone, Signal.HeartRate, Noon, Noon.AddDays(1), 10, default)).ShouldBeEmpty();
        await Should.ThrowAsync<PatientErasedException>(() => Storage.Snapshots.Save("twin", gone.Value, 1, new byte[] { 4 }, default));
        await Storage.History.Write([Packet(gone.Value, 2), Packet(stays.Value, 2)], default);
        (await Storage.History.Count(gone, Signal.HeartRate, default)).Total.ShouldBe(1, "what stood still stands, and nobody can read it");
        (await Storage.History.Read(stays, Signal.HeartRate, Noon, Noon.AddDays(1), 10, default)).Count.ShouldBe(2);
        (await Storage.Snapshots.Page(kind, "", 3, default)).Select(row => row.Key).ShouldBe([$"{stays}~0", $"{stays}~1", $"{stays}~2"], "a page is full although others lie between");
    }

    [SkippableFact]
    public async Task a_state_put_in_another_place_is_not_taken_for_the_one_that_belongs_there()
    {
        var twin = TwinId.NewRandom().Value;
        await Storage.Snapshots.Save("heart", twin, 0, new byte[] { 1 }, default);
        await UnderTest.Execute($"update snapshot set kind = 'lung' where kind = 'heart' and key = '{twin}'");
        (await Should.ThrowAsync<StorageException>(() => Storage.Snapshots.Load("lung", twin, default))).Message.ShouldContain("not what was sealed there");
    }

    [SkippableFact]
    public async Task what_earlier_versions_stored_in_the_open_is_read_as_it_is()
    {
        var twin = TwinId.NewRandom();
        await UnderTest.Execute($"insert into snapshot (kind, key, version, state) values ('twin', '{twin}', 3, {(UnderTest.Options.Kind == StorageKind.Sqlite ? "x'7374617465'" : "'state'")})");
        (await Storage.Snapshots.Load("twin", twin.Value, default))!.State.ShouldBe("state"u8.ToArray());
        (await Storage.Snapshots.Save("twin", twin.Value, 3, "next"u8.ToArray(), default)).ShouldBe(4);
        (await Storage.Snapshots.Load("twin", twin.Value, default))!.State.ShouldBe("next"u8.ToArray());
    }

    [Theory]
    [InlineData("twin", "ann", "ann")]
    [InlineData("desk-alert/3", "ann~0f", "ann")]
    [InlineData("archived-twin", "ann@0001", "ann")]
    [InlineData("access/ann", "0001", "ann")]
    [InlineData("care-team-roster.roster", "team-5", null)]
    [InlineData("erasure/0", "erased:ann", null)]
    public void whose_a_state_is_says_its_place(string kind, string key, string? owner) => Snapshots.SealedSnapshots.OwnerOf(kind, key).ShouldBe(owner);

    private static LoggedRecord Packet(string twin, int sequence, int samples = 1) => new(
        new LogPosition(0, sequence),
        new VitalsPacket(TwinId.Parse(twin), "monitor", sequence, Noon, [.. Enumerable.Range(0, samples).Select(i => new VitalSign(Signal.HeartRate, 60 + i % 9, Noon.AddSeconds(sequence * 1_000 + i)))]));
}

public sealed class Erasure_on_SQLite() : ErasureContract(new SqliteUnderTest());

public sealed class Erasure_on_SQLite_while_readings_are_sorted() : ErasureContract(new SqliteUnderTest { ReadingsGathered = 20 });

[Collection(PostgresCollection.Name)]
public sealed class Erasure_on_PostgreSQL(SharedPostgres postgres) : ErasureContract(new PostgresUnderTest(postgres));
