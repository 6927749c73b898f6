using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.PostgreSql;
using TwinGrid.Storage.Sqlite;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

/// <summary>What snapshots, checkpoints and history have in common: the one writer.</summary>
public abstract class WritingContract(IStorageUnderTest underTest) : TwinStorageContract(underTest)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TwinId Ann = TwinId.Parse("ann");

    private long Waiting => Storage is SqliteTwinStorage sqlite ? sqlite.Writer.Waiting : ((PostgresTwinStorage)Storage).Writer.Waiting;

    [SkippableFact]
    public async Task one_of_each_kind_is_poisoned_and_the_rest_of_the_batch_is_written()
    {
        await UnderTest.Execute(UnderTest.Refuse("snapshot", "new.key = 'poison'"));
        await UnderTest.Execute(UnderTest.Refuse(UnderTest.Samples.Table, "new.sequence = 2"));
        await UnderTest.Execute(UnderTest.Refuse("checkpoint", "new.log_partition = 13"));
        await Storage.Snapshots.Save("twin", "stale", 0, "before"u8.ToArray(), default);

        var stalled = await UnderTest.Stall();
        var first = Storage.Snapshots.Save("twin", "first", 0, "it holds the writer until all others wait"u8.ToArray(), default);
        await Eventually(() => Waiting == 0);
        var saves = Enumerable.Range(0, 20).Select(i => Storage.Snapshots.Save("twin", $"t{i}", 0, new[] { (byte)i }, default)).ToList();
        var poisonedSave = Storage.Snapshots.Save("twin", "poison", 0, "x"u8.ToArray(), default);
        var staleSave = Storage.Snapshots.Save("twin", "stale", 0, "late"u8.ToArray(), default);
        var samples = Enumerable.Range(0, 5).Select(i => Storage.History.Write([Packet(i, i == 2 ? 666 : 60 + i)], default)).ToList();
        var poisonedMove = Storage.Checkpoints.Advance(new Checkpoint(13, -1, 0), 5, default);
        var move = Storage.Checkpoints.Advance(new Checkpoint(12, -1, 0), 5, default);
        await stalled.DisposeAsync();

        await first;
        (await Task.WhenAll(saves)).ShouldAllBe(version => version == 1);
        (await Should.ThrowAsync<RowRefusedException>(poisonedSave)).Message.ShouldContain("poison");
        await Should.ThrowAsync<Snapshots.StaleSnapshotException>(staleSave);
        await Task.WhenAll(samples);
        (await Should.ThrowAsync<RowRefusedException>(poisonedMove)).Message.ShouldContain("poison");
        (await move).Offset.ShouldBe(5);
        (await Storage.History.Read(Ann, Signal.HeartRate, Noon, Noon.AddHours(1), 10, default)).Select(point => point.Value).ShouldBe([60, 61, 63, 64]);
        (await Storage.Checkpoints.Load(13, default)).Version.ShouldBe(0);
    }

    [SkippableFact]
    public async Task a_stalled_database_holds_its_readers_and_they_go_on_by_themselves()
    {
        await Reopen(options => options with { WaitingWrites = 50, RowsPerCommit = 10 });
        var stalled = await UnderTest.Stall();
        var read = new int[8];
        var readers = Enumerable.Range(0, read.Length).Select(async reader =>
        {
            for (var i = 0; i < 20; i++)
            {
                await Storage.History.Write([.. Enumerable.Range(0, 10).Select(of => Packet((reader * 20 + i) * 10 + of, 60))], default);
                read[reader]++;
            }
        }).ToList();
        var large = Enumerable.Range(0, 30).Select(i => Storage.Snapshots.Save("twin", $"large-{i}", 0, new byte[20 * 1024], default)).ToList();

        await Eventually(() => Waiting > 30);
        Waiting.ShouldBeLessThanOrEqualTo(50, "eight packets of ten rows and thirty states of twenty kilobytes were handed in");
        read.ShouldAllBe(count => count == 0);
        await stalled.DisposeAsync();
        await Task.WhenAll([.. readers, .. large]).WaitAsync(Patience);
        (await Storage.History.Count(Ann, Signal.HeartRate, default)).Total.ShouldBe(1600);
        Waiting.ShouldBe(0);
    }

    private static LoggedRecord Packet(int number, double value) =>
        new(new LogPosition(0, number), new VitalsPacket(Ann, "monitor", number, Noon, [new VitalSign(Signal.HeartRate, value, Noon.AddSeconds(number))]));
}

public sealed class Writing_on_SQLite() : WritingContract(new SqliteUnderTest());

[Collection(PostgresCollection.Name)]
public sealed class Writing_on_PostgreSQL(SharedPostgres postgres) : WritingContract(new PostgresUnderTest(postgres));
