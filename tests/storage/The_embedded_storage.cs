using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

public sealed class The_embedded_snapshots() : SnapshotContract(new SqliteUnderTest())
{
    /// <summary>Only SQLite keeps a text where a number belongs.</summary>
    [Fact]
    public async Task a_damaged_version_of_the_schema_is_said()
    {
        await UnderTest.Execute("update schema_version set version = '' where version = 1");
        (await Should.ThrowAsync<StorageException>(() => Open())).Message.ShouldContain("damaged");
    }
}

public sealed class The_embedded_checkpoints() : CheckpointContract(new SqliteUnderTest());

public sealed class The_embedded_history() : HistoryContract(new SqliteUnderTest())
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TwinId Ann = TwinId.Parse("ann");

    /// <summary>Versions before readings wrote samples one by one; what they wrote is known, counted, amended by what comes now, and erased.</summary>
    [Fact]
    public async Task what_older_versions_wrote_is_read_with_what_is_written_now()
    {
        var noon = Noon.ToUnixTimeMilliseconds() * 1000;
        await UnderTest.Execute($"insert into sample (twin, observed_at, signal, device, sequence, value, status, flags, received_at) values ('ann', {noon}, 1, 'monitor', 1, 60, 0, 0, {noon}), ('ann', {noon + 1_000_000}, 1, 'monitor', 2, 61, 0, 3, {noon})");
        await Reopen();
        await Storage.History.Write([Packet(1, 60, 0), Packet(3, 62, 2), Packet(4, 71, 1, SampleStatus.Corrected)], default);

        (await Storage.History.Read(Ann, Signal.HeartRate, Noon, Noon.AddHours(1), 10, default)).Select(point => point.Value).ShouldBe([60, 71, 62]);
        (await Storage.History.Read(Ann, Signal.HeartRate, Noon, Noon.AddHours(1), 1, default)).ShouldHaveSingleItem().Value.ShouldBe(60);
        (await Storage.History.Count(Ann, Signal.HeartRate, default)).ShouldBe(new HistoryCount(3, 0));
        (await Storage.History.ReadBuckets(Ann, Signal.HeartRate, Noon, Noon.AddSeconds(3), 1, default)).ShouldHaveSingleItem().Count.ShouldBe(3);
        (await Storage.History.Signals(Ann, Noon, Noon.AddSeconds(1), default)).ShouldBe([Signal.HeartRate]);
        (await Storage.Eraser.Erase(Ann, default)).Samples.ShouldBe(5);
        (await Storage.History.ReadVersions(Ann, Signal.HeartRate, Noon, Noon.AddHours(1), default)).ShouldBeEmpty();
    }

    private static LoggedRecord Packet(long sequence, double value, int second, SampleStatus status = SampleStatus.Final) =>
        new(new LogPosition(0, sequence), new VitalsPacket(Ann, "monitor", sequence, Noon, [new VitalSign(Signal.HeartRate, value, Noon.AddSeconds(second), status)]));
}

public sealed class The_embedded_records() : RecordContract(new SqliteUnderTest());
