using Npgsql;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Tests;

[Collection(PostgresCollection.Name)]
public sealed class The_snapshots_in_PostgreSQL(SharedPostgres postgres) : SnapshotContract(new PostgresUnderTest(postgres))
{
    [SkippableFact]
    public async Task whose_connection_is_lost_fail_the_save_and_take_a_later_one()
    {
        await Storage.Snapshots.Save("twin", "ann", 0, "one"u8.ToArray(), default);
        await UnderTest.Execute("select pg_terminate_backend(pid, 60000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        await Should.ThrowAsync<StorageException>(() => Storage.Snapshots.Save("twin", "ann", 1, "two"u8.ToArray(), default));
        (await Storage.Snapshots.Save("twin", "ann", 1, "two"u8.ToArray(), default)).ShouldBe(2);
    }

    [SkippableFact]
    public async Task of_a_silo_that_stands_still_within_its_commit_wait_no_longer_than_its_session_is_let_live()
    {
        await Storage.Snapshots.Save("twin", "ann", 0, "before"u8.ToArray(), default);
        var settings = new NpgsqlConnectionStringBuilder(UnderTest.Options.ConnectionString) { Pooling = false, ApplicationName = "TwinGrid" };
        var stopped = new NpgsqlConnection(settings.ConnectionString);
        await stopped.OpenAsync();
        await using (var update = new NpgsqlCommand("begin; update snapshot set version = version where key = 'ann'", stopped)) await update.ExecuteNonQueryAsync();
        var copying = await stopped.BeginBinaryImportAsync("copy snapshot (kind, key, version, state) from stdin (format binary)"); // no timeout of the server ends this

        (await Storage.Snapshots.Save("twin", "ann", 1, "after"u8.ToArray(), default).WaitAsync(Patience)).ShouldBe(2);
        await Should.ThrowAsync<NpgsqlException>(async () => await copying.CompleteAsync());
        await stopped.DisposeAsync();
    }

    [SkippableFact]
    public async Task of_two_silos_that_save_the_same_grains_at_once_are_saved_once_each()
    {
        await using var other = await Open();
        var saves = Enumerable.Range(0, 400)
            .SelectMany(i => new[] { Storage, other }.Select(silo => silo.Snapshots.Save("twin", $"t{i * 7919 % 400}", 0, new byte[] { 1 }, default)))
            .ToList();
        await Should.ThrowAsync<Snapshots.StaleSnapshotException>(() => Task.WhenAll(saves));
        saves.Count(save => save.IsCompletedSuccessfully).ShouldBe(400);
        saves.Where(save => save.IsFaulted).ShouldAllBe(save => save.Exception!.InnerException is Snapshots.StaleSnapshotException);
        (await Storage.Snapshots.Keys("twin", "", 1000, default)).Count.ShouldBe(400);
    }

    [SkippableFact]
    public async Task text_that_postgres_cannot_hold_is_refused_alone()
    {
        var bad = Storage.Snapshots.Save("twin", "nul\0byte", 0, new byte[] { 1 }, default);
        var good = Enumerable.Range(0, 100).Select(i => Storage.Snapshots.Save("twin", $"t{i}", 0, new byte[] { 1 }, default)).ToList();
        await Should.ThrowAsync<StorageException>(bad);
        await Task.WhenAll(good);
    }
}

[Collection(PostgresCollection.Name)]
public sealed class The_checkpoints_in_PostgreSQL(SharedPostgres postgres) : CheckpointContract(new PostgresUnderTest(postgres));

[Collection(PostgresCollection.Name)]
public sealed class The_history_in_PostgreSQL(SharedPostgres postgres) : HistoryContract(new PostgresUnderTest(postgres))
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TwinId Ann = TwinId.Parse("ann");

    /// <summary>A device that counts wrongly, its packets read by two silos.</summary>
    [SkippableFact]
    public async Task what_two_silos_add_to_the_same_readings_at_once_is_all_kept()
    {
        const int Readings = 50;
        await using var other = await Open();
        await Task.WhenAll(new[] { (Storage, Signal.HeartRate), (other, Signal.OxygenSaturation), (Storage, Signal.Glucose), (other, Signal.RespiratoryRate) }
            .SelectMany(hand => Enumerable.Range(0, Readings).Select(sequence => hand.Item1.History.Write([Packet(sequence, hand.Item2), Packet(Readings - 1 - sequence, hand.Item2)], default))));
        foreach (var signal in (Signal[])[Signal.HeartRate, Signal.OxygenSaturation, Signal.Glucose, Signal.RespiratoryRate])
            (await Storage.History.Read(Ann, signal, Noon, Noon.AddHours(1), int.MaxValue, default)).Select(point => point.Value).ShouldBe(Enumerable.Range(0, Readings).Select(sequence => sequence + (int)signal / 100.0));
    }

    private static LoggedRecord Packet(int sequence, Signal signal) => new(
        new LogPosition(0, sequence), new VitalsPacket(Ann, "monitor", sequence, Noon, [new VitalSign(signal, sequence + (int)signal / 100.0, Noon.AddSeconds(sequence))]));
}

[Collection(PostgresCollection.Name)]
public sealed class The_records_in_PostgreSQL(SharedPostgres postgres) : RecordContract(new PostgresUnderTest(postgres));
