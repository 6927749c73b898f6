using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using TwinGrid.Durability;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Sqlite;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

/// <summary>All that is promised of the history, while almost every commit sorts what the one before it brought.</summary>
public sealed class The_embedded_history_while_readings_are_sorted() : HistoryContract(new SqliteUnderTest { ReadingsGathered = 2 });

public sealed class Readings_are_sorted_in_SQLite() : TwinStorageContract(new SqliteUnderTest { ReadingsGathered = Gathered })
{
    private const int Gathered = 10;
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TwinId Ann = TwinId.Parse("ann"), Bob = TwinId.Parse("bob");

    private SqliteUnderTest Database => (SqliteUnderTest)UnderTest;

    private long Waiting => ((SqliteTwinStorage)Storage).Writer.Waiting;

    private static LoggedRecord Packet(TwinId twin, int sequence) =>
        new(new LogPosition(0, sequence), new VitalsPacket(twin, "monitor", sequence, Noon, [new VitalSign(Signal.HeartRate, 60 + sequence % 100, Noon.AddSeconds(sequence))]));

    private async Task Holds(TwinId twin, int packets)
    {
        (await Storage.History.Count(twin, Signal.HeartRate, default)).ShouldBe(new HistoryCount(packets, 0));
        (await Storage.History.Read(twin, Signal.HeartRate, Noon, Noon.AddDays(1), int.MaxValue, default)).Select(point => point.ObservedAt)
            .ShouldBe(Enumerable.Range(0, packets).Select(second => Noon.AddSeconds(second)));
        (await Storage.History.Read(twin, Signal.HeartRate, Noon, Noon.AddDays(1), 3, default)).Count.ShouldBe(Math.Min(3, packets));
        (await Storage.History.ReadBuckets(twin, Signal.HeartRate, Noon, Noon.AddDays(1), 1, default)).Sum(bucket => bucket.Count).ShouldBe(packets);
    }

    /// <summary>Each packet comes three times: at once, with the next, and after the storage was closed and opened in whatever it was doing.</summary>
    [Fact]
    public async Task at_every_moment_all_is_known_once_and_in_the_end_it_is_in_its_place()
    {
        for (var sequence = 0; sequence < 60; sequence++)
        {
            await Storage.History.Write([Packet(Ann, sequence), Packet(Bob, sequence), .. sequence > 0 ? new[] { Packet(Ann, sequence - 1) } : []], default);
            if (sequence % 7 == 3) await Reopen();
            await Storage.History.Write([Packet(Bob, sequence)], default);
            await Holds(Ann, sequence + 1);
            await Holds(Bob, sequence + 1);
        }
        var commits = 0;
        while (Database.Number("select count(*) from arrival") > Gathered && commits++ < 20) await Storage.Snapshots.Save("twin", $"t{commits}", 0, new byte[] { 1 }, default);
        Database.Number("select count(*) from arrival").ShouldBeInRange(0, Gathered);
        Database.Number("select count(*) from reading").ShouldBeInRange(2 * 60 - Gathered, 2 * 60);
        await Reopen();
        await Holds(Ann, 60);
        await Holds(Bob, 60);
    }

    [Fact]
    public async Task a_damaged_reading_that_waits_for_its_place_is_said()
    {
        await Storage.History.Write([Packet(Ann, 0)], default);
        await UnderTest.Execute("update arrival set samples = zeroblob(100000)");
        (await Should.ThrowAsync<StorageException>(() => Reopen())).Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task a_reading_that_has_no_place_harms_no_other()
    {
        await UnderTest.Execute(UnderTest.Refuse("reading", "new.sequence = 2"));
        for (var sequence = 0; sequence < 40; sequence++) await Storage.History.Write([Packet(Ann, sequence)], default);
        (await Storage.History.Read(Ann, Signal.HeartRate, Noon, Noon.AddDays(1), int.MaxValue, default)).Select(point => point.ObservedAt.Second)
            .ShouldBe(Enumerable.Range(0, 40).Where(second => second != 2));
    }

    /// <summary>A trigger ends the transaction of a commit that brings readings and sorts others.</summary>
    [Fact]
    public async Task what_a_failed_commit_brought_is_not_there_until_it_comes_again()
    {
        for (var sequence = 0; sequence < Gathered; sequence++) await Storage.History.Write([Packet(Ann, sequence)], default);
        await UnderTest.Execute("create trigger ends before insert on snapshot when new.key = 'ends' begin select raise(rollback, 'no more'); end");
        var stalled = await UnderTest.Stall();
        var first = Storage.Checkpoints.Advance(new Checkpoints.Checkpoint(1, -1, 0), 5, default);
        await Eventually(() => Waiting == 0);
        var (packet, end) = (Storage.History.Write([Packet(Ann, Gathered)], default), Storage.Snapshots.Save("twin", "ends", 0, new byte[] { 1 }, default));
        await Eventually(() => Waiting == 2);
        await stalled.DisposeAsync();
        await first;
        await Should.ThrowAsync<StorageException>(packet);
        await Should.ThrowAsync<StorageException>(end);
        await Holds(Ann, Gathered);
        for (var sequence = Gathered; sequence < 2 * Gathered; sequence++) await Storage.History.Write([Packet(Ann, sequence)], default);
        await Holds(Ann, 2 * Gathered);
        await Reopen();
        await Holds(Ann, 2 * Gathered);
    }

    [Fact]
    public void what_a_failed_commit_sorted_is_sorted_again()
    {
        using var statements = WithArrivals();
        var arrivals = new Arrivals(gatheredAtMost: 2, TimeProvider.System);
        Commit(arrivals, statements, "bob", "ann").ShouldBeEmpty();

        arrivals.Begin();
        Sort(arrivals, statements).ShouldBe(["ann", "bob"]);
        arrivals.Of("ann").ShouldHaveSingleItem();
        arrivals.TakeBack();

        arrivals.Of("ann").ShouldHaveSingleItem();
        Commit(arrivals, statements).ShouldBe(["ann", "bob"]);
        arrivals.Of("ann").ShouldBeEmpty();
    }

    [Fact]
    public void where_none_came_for_a_while_the_next_commit_sorts_them()
    {
        using var statements = WithArrivals();
        var time = new FakeTimeProvider();
        var arrivals = new Arrivals(gatheredAtMost: 1_000, time);
        Commit(arrivals, statements, "ann").ShouldBeEmpty();
        time.Advance(Arrivals.Quiet / 2);
        Commit(arrivals, statements, "bob").ShouldBeEmpty();
        time.Advance(Arrivals.Quiet - TimeSpan.FromSeconds(1));
        Commit(arrivals, statements).ShouldBeEmpty();
        time.Advance(TimeSpan.FromSeconds(1));
        Commit(arrivals, statements).ShouldBe(["ann", "bob"]);
        Commit(arrivals, statements);
        statements.With("select count(*) from arrival").ExecuteScalar().ShouldBe(0L);
    }

    private static SqliteStatements WithArrivals()
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        var statements = new SqliteStatements(connection);
        statements.With("create table arrival (place integer primary key, twin, observed_at, device, sequence, received_at, signals, flagged, amending, samples)").ExecuteNonQuery();
        return statements;
    }

    /// <returns>Those of whom something was sorted.</returns>
    private static List<string> Commit(Arrivals arrivals, SqliteStatements statements, params string[] twins)
    {
        arrivals.Begin();
        foreach (var twin in twins) arrivals.Add([new HistoryRow(twin, Noon, Signal.HeartRate, "monitor", 1, 0, SampleStatus.Final, SampleFlags.None, Noon) { Sealed = 1 }], statements);
        var sorted = Sort(arrivals, statements);
        arrivals.Committed();
        return sorted;
    }

    private static List<string> Sort(Arrivals arrivals, SqliteStatements statements)
    {
        var sorted = new List<string>();
        arrivals.Sort(reading => sorted.Add(Encoding.UTF8.GetString(reading.Twin)), statements);
        return sorted;
    }
}
