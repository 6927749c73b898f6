using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

/// <summary>Versions before readings wrote samples one by one; what they wrote is known beside what is written now.</summary>
public abstract class OlderSamplesContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static readonly TwinId Ann = TwinId.Parse("ann");

    [SkippableFact]
    public async Task in_the_open_they_are_read_with_what_is_written_now()
    {
        var (noon, second) = (UnderTest.Literal(Noon), UnderTest.Literal(Noon.AddSeconds(1)));
        await UnderTest.Execute($"insert into sample (twin, observed_at, signal, device, sequence, value, status, flags, received_at) values ('ann', {noon}, 1, 'monitor', 1, 60, 0, 0, {noon}), ('ann', {second}, 1, 'monitor', 2, 61, 0, 3, {noon})");
        await Reopen();
        await Storage.History.Write([Packet(1, 60, 0), Packet(3, 62, 2), Packet(4, 71, 1, SampleStatus.Corrected)], default);
        await IsKnownAndErased();
    }

    [SkippableFact]
    public async Task sealed_they_are_read_with_what_is_written_now()
    {
        await WriteOneByOne(Packet(1, 60, 0), Packet(2, 61, 1));
        await Reopen();
        await Storage.History.Write([Packet(1, 60, 0), Packet(3, 62, 2), Packet(4, 71, 1, SampleStatus.Corrected)], default);
        await IsKnownAndErased();
    }

    /// <summary>A device's sequences were corrected by the older version, and what they hide comes only now.</summary>
    [SkippableFact]
    public async Task what_they_amend_is_hidden_whenever_it_comes()
    {
        await WriteOneByOne(Packet(5, 65, 0, SampleStatus.Corrected), Packet(6, 0, 1, SampleStatus.EnteredInError));
        await Reopen();
        await Storage.History.Write([Packet(1, 60, 0), Packet(2, 61, 1), Packet(3, 62, 2)], default);
        (await Read(10)).Select(point => point.Value).ShouldBe([65, 62]);
        (await Storage.History.Count(Ann, Signal.HeartRate, default)).Total.ShouldBe(2);
    }

    [SkippableFact]
    public async Task page_after_page_each_is_read_once()
    {
        await WriteOneByOne([.. Enumerable.Range(0, 12).Select(i => Packet(i, 60 + i, i / 6, device: $"device-{i % 6}"))]);
        await Reopen();
        await Storage.History.Write([.. Enumerable.Range(0, 24).Select(i => Packet(100 + i, 100 + i, i / 8, device: $"device-{i % 8}")), Packet(3, 63, 0, device: "device-3")], default);
        var all = await Read(int.MaxValue);
        all.Count.ShouldBe(36);
        all.Select(point => point.ObservedAt).ShouldBeInOrder();
        for (var limit = 0; limit < all.Count; limit++) (await Read(limit)).ShouldBe(all.Take(limit));
        (await Storage.History.Count(Ann, Signal.HeartRate, default)).ShouldBe(new HistoryCount(36, 0));
    }

    protected static LoggedRecord Packet(long sequence, double value, int second, SampleStatus status = SampleStatus.Final, string device = "monitor") =>
        new(new LogPosition(0, sequence), new VitalsPacket(Ann, device, sequence, Noon, [new VitalSign(Signal.HeartRate, value, Noon.AddSeconds(second), status)]));

    /// <summary>Writes as the version before readings did.</summary>
    protected async Task WriteOneByOne(params LoggedRecord[] packets)
    {
        foreach (var row in await new SampleSeals(ThrowawayKeys.All).Seal(HistoryRow.Of(packets), default))
            await UnderTest.Execute(
                $"""
                insert into sample (twin, observed_at, signal, device, sequence, value, status, flags, received_at, sealed)
                values ('{row.Twin}', {UnderTest.Literal(row.ObservedAt)}, {(int)row.Signal}, '{row.Device}', {row.Sequence}, 0, {(int)row.Status}, {(int)row.Flags}, {UnderTest.Literal(row.ReceivedAt)}, {row.Sealed})
                """);
    }

    protected Task<IReadOnlyList<HistoryPoint>> Read(int limit) => Storage.History.Read(Ann, Signal.HeartRate, Noon, Noon.AddHours(1), limit, default);

    private async Task IsKnownAndErased()
    {
        (await Read(10)).Select(point => point.Value).ShouldBe([60, 71, 62]);
        (await Read(1)).ShouldHaveSingleItem().Value.ShouldBe(60);
        (await Storage.History.Count(Ann, Signal.HeartRate, default)).ShouldBe(new HistoryCount(3, 0));
        (await Storage.History.ReadBuckets(Ann, Signal.HeartRate, Noon, Noon.AddSeconds(3), 1, default)).ShouldHaveSingleItem().Count.ShouldBe(3);
        (await Storage.History.Signals(Ann, Noon, Noon.AddSeconds(1), default)).ShouldBe([Signal.HeartRate]);
        (await Storage.Eraser.Erase(Ann, default)).Samples.ShouldBe(5);
        (await Storage.History.ReadVersions(Ann, Signal.HeartRate, Noon, Noon.AddHours(1), default)).ShouldBeEmpty();
    }
}

public sealed class Older_samples_on_SQLite() : OlderSamplesContract(new SqliteUnderTest());

[Collection(PostgresCollection.Name)]
public sealed class Older_samples_on_PostgreSQL(SharedPostgres postgres) : OlderSamplesContract(new PostgresUnderTest(postgres))
{
    /// <summary>While a grid is upgraded silo by silo.</summary>
    [SkippableFact]
    public async Task are_seen_while_an_older_silo_still_writes_them()
    {
        await Storage.History.Write([Packet(1, 60, 0), Packet(2, 61, 1)], default);
        (await Read(10)).Select(point => point.Value).ShouldBe([60, 61]);
        await WriteOneByOne(Packet(2, 61, 1), Packet(3, 62, 2));
        (await Read(10)).Select(point => point.Value).ShouldBe([60, 61, 62]);
        (await Storage.History.Count(Ann, Signal.HeartRate, default)).Total.ShouldBe(3);
        await WriteOneByOne(Packet(4, 0, 0, SampleStatus.EnteredInError));
        (await Read(10)).Select(point => point.Value).ShouldBe([61, 62]);
        (await Storage.History.Count(Ann, Signal.HeartRate, default)).Total.ShouldBe(2);
    }
}
