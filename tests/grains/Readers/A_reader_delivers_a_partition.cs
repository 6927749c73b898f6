using Orleans.Core.Internal;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Records;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Testbed.Processes;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Tests.Readers;

public sealed class A_reader_delivers_a_partition : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly string _twin = TwinId.NewRandom().Value;
    private long _sequence;

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        await _bed.Log.Append(new ProfileRecord(TwinId.Parse(_twin), _bed.Clock.Now, Someone.WithType1), CancellationToken.None);
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task the_checkpoint_stands_behind_what_twin_and_history_hold()
    {
        await Append(40);
        var progress = await Reader().Drain();
        progress.Checkpoint.ShouldBe(40);
        (await _bed.Snapshots.Load("twin", _twin, CancellationToken.None)).ShouldNotBeNull();
        _bed.History.Written.ShouldBe(40);
        (await Glance()).AppliedTo.Offset.ShouldBe(40);
    }

    [Fact]
    public async Task a_twin_that_lost_what_it_was_given_is_given_it_again()
    {
        await Append(10);
        await Reader().Drain();
        await Append(10);
        await Reader().KeepAlive();
        await SaveTwinBehindItsBack(); // as a second activation would: the one that lives must stand down and lose what it holds
        await Append(10);
        await Reader().Drain();
        var glance = await Glance();
        glance.AppliedTo.Offset.ShouldBe(30);
        glance.Devices.ShouldHaveSingleItem().HighestSequence.ShouldBe(29);
        glance.Latest.ShouldHaveSingleItem().Value.ShouldBe(60 + 29);
    }

    [Fact]
    public async Task reading_the_log_again_from_the_start_changes_nothing()
    {
        await Append(25);
        await Reader().Drain();
        var before = await _bed.Twin(_twin).StateHash();
        var again = await _bed.Log.Read(Partition, -1, 100, CancellationToken.None);
        (await _bed.Twin(_twin).Observe(new RecordDelivery(-1, again))).Gap.ShouldBeFalse();
        (await _bed.Twin(_twin).StateHash()).ShouldBe(before);
    }

    [Fact]
    public async Task an_organ_that_lost_more_than_its_twin_does_not_hold_up_the_checkpoint()
    {
        await Append(10);
        var all = await _bed.Log.Read(Partition, -1, 100, CancellationToken.None);
        var twin = _bed.Twin(_twin);
        await twin.Observe(new RecordDelivery(-1, all));
        var quiet = await twin.StateHash();
        await twin.CheckTime(); // saves the twin, not its organ
        _bed.Snapshots.SaveBehindTheBack("heart", _twin); // the organ cannot save on its way to sleep: it loses all ten
        await _bed.PutAllToSleep();

        await twin.Observe(new RecordDelivery(-1, [.. all.Take(5)])); // a new reader begins at the checkpoint, and flushes half way
        (await twin.Flush(4)).ShouldBeTrue();
        (await twin.Observe(new RecordDelivery(-1, [.. all.Skip(5)]))).Gap.ShouldBeFalse();
        (await twin.Flush(10)).ShouldBeTrue();
        (await twin.StateHash()).ShouldBe(quiet);
    }

    [Fact]
    public async Task an_organ_that_lost_what_was_on_its_way_while_the_checkpoint_moved_is_given_it_before_the_next_one()
    {
        await Append(10);
        var all = await _bed.Log.Read(Partition, -1, 100, CancellationToken.None);
        var twin = _bed.Twin(_twin);
        await twin.Observe(new RecordDelivery(-1, [.. all.Take(5)]));
        await twin.Observe(new RecordDelivery(all[4].Position.Offset, [.. all.Skip(5)])); // the reader has not noted yet that these were taken
        var quiet = await twin.StateHash();
        await twin.CheckTime(); // saves the twin, not its organ
        _bed.Snapshots.SaveBehindTheBack("heart", _twin);
        await _bed.PutAllToSleep();

        (await twin.Flush(all[4].Position.Offset)).ShouldBeFalse("the heart lost it");
        await twin.Observe(new RecordDelivery(-1, [.. all.Take(5)])); // all that the reader knows to have been given
        (await twin.Flush(all[4].Position.Offset)).ShouldBeTrue();
        (await twin.Flush(all[^1].Position.Offset)).ShouldBeFalse("the heart still lacks the rest");
        await twin.Observe(new RecordDelivery(-1, [.. all.Skip(5)]));
        (await twin.Flush(all[^1].Position.Offset)).ShouldBeTrue();
        (await twin.StateHash()).ShouldBe(quiet);
    }

    [Fact]
    public async Task no_checkpoint_passes_an_alert_that_its_desk_did_not_take()
    {
        var (at, twin) = (_bed.Clock.Now, _bed.Twin(_twin));
        _bed.Snapshots.RefusesKind = "desk-alert";
        var low = Someone.Packet(_twin, "cgm", 1, at, new VitalSign(Signal.Glucose, 45, at));
        await twin.Observe(new RecordDelivery(-1, new ITwinRecord[] { new ProfileRecord(TwinId.Parse(_twin), at, Someone.WithType1), low }.Logged()));
        await Should.ThrowAsync<InvalidOperationException>(() => twin.Flush(2));
        _bed.Snapshots.RefusesKind = null;
        (await twin.Flush(2)).ShouldBeTrue();
        (await _bed.Grains.GetGrain<IWatchDesk>(Partition).Alerts(new AlertQuery([], [], null, 10))).ShouldContain(alert => alert.TwinId.Value == _twin);
    }

    [Fact]
    public async Task what_an_overtaken_reader_still_delivers_takes_nothing_from_what_its_successor_saves()
    {
        var (at, twin) = (_bed.Clock.Now, _bed.Twin(_twin));
        var profile = new ProfileRecord(TwinId.Parse(_twin), at, Someone.WithType1);
        var pulse = Someone.Packet(_twin, "monitor", 1, at, new VitalSign(Signal.HeartRate, 71, at));
        var glucose = Someone.Packet(_twin, "cgm", 1, at, new VitalSign(Signal.Glucose, 118, at));
        var all = new ITwinRecord[] { profile, pulse, glucose }.Logged();
        await twin.Observe(new RecordDelivery(-1, all, Reader: 2));
        var quiet = await twin.StateHash();

        await Should.ThrowAsync<ReaderOvertakenException>(() => twin.Observe(new RecordDelivery(-1, [all[2]], Reader: 1))); // a silo that was stopped goes on
        (await twin.Flush(3)).ShouldBeTrue();
        _bed.Snapshots.SaveBehindTheBack("heart", _twin); // the heart cannot save on its way to sleep: what was flushed must be all of it
        await _bed.PutAllToSleep();
        (await twin.StateHash()).ShouldBe(quiet);
    }

    [Fact]
    public async Task a_checkpoint_on_its_way_holds_up_no_twin_and_what_an_organ_loses_meanwhile_is_given_again()
    {
        await Append(10);
        await Reader().KeepAlive();
        _bed.Checkpoints.Held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var drained = Reader().Drain();
        await _bed.Checkpoints.IsHeld.Task;
        await Append(10);
        await Eventually.Holds(async () => (await Glance()).AppliedTo.Offset == 20, TimeSpan.FromSeconds(30), () => "The twin waits for the checkpoint.");
        var quiet = await _bed.Twin(_twin).StateHash();

        _bed.Snapshots.SaveBehindTheBack("heart", _twin); // the heart cannot save on its way to sleep: it falls back to what was flushed
        await _bed.PutAllToSleep();
        _bed.Checkpoints.Held.SetResult();
        _bed.Checkpoints.Held = null;
        await drained;
        (await Reader().Drain()).Checkpoint.ShouldBe(20);
        (await _bed.Twin(_twin).StateHash()).ShouldBe(quiet);
    }

    [Fact]
    public async Task a_reader_that_begins_ends_the_right_of_the_one_before_to_move_the_checkpoint()
    {
        await Append(5);
        await Reader().Drain();
        var before = await _bed.Checkpoints.Load(Partition, CancellationToken.None);
        await _bed.Lose(Reader());
        await Reader().KeepAlive();
        await Should.ThrowAsync<StaleSnapshotException>(() => _bed.Checkpoints.Advance(before, before.Offset + 1, CancellationToken.None));
    }

    [Fact]
    public async Task a_twin_answers_gap_when_something_delivered_before_is_missing()
    {
        await _bed.Twin(_twin).IsRegistered(Someone.WithType1);
        var packet = Someone.Packet(_twin, "monitor", 5, _bed.Clock.Now, new VitalSign(Signal.HeartRate, 70, _bed.Clock.Now));
        var receipt = await _bed.Twin(_twin).Observe(new RecordDelivery(Since: 4, new[] { packet }.Logged(from: 5)));
        receipt.Gap.ShouldBeTrue();
        (await Glance()).Latest.ShouldBeEmpty("a delivery with a gap must not be applied");
    }

    [Fact]
    public async Task what_the_history_could_not_take_is_given_to_it_again_before_the_checkpoint_moves()
    {
        _bed.History.Failures = 2;
        await Append(10);
        (await Reader().Drain()).Checkpoint.ShouldBe(10);
        _bed.History.Written.ShouldBe(10);
        (await Glance()).Devices.ShouldHaveSingleItem().HighestSequence.ShouldBe(9);
    }

    [Fact]
    public async Task a_reader_that_hands_over_stands_at_its_checkpoint_and_reads_no_further()
    {
        await Append(20);
        await Reader().Drain();
        await Append(5);
        var left = await Reader().HandOver();
        left.Checkpoint.ShouldBe(left.Delivered);
        await Append(5);
        (await Reader().KeepAlive()).ShouldBe(left);

        await Reader().AsReference<IGrainManagementExtension>().DeactivateOnIdle(); // as its silo goes down; the next call starts a reader elsewhere
        (await Reader().Drain()).Checkpoint.ShouldBe(30);
        _bed.History.Written.ShouldBe(30);
        (await Glance()).Devices.ShouldHaveSingleItem().HighestSequence.ShouldBe(29);
    }

    private int Partition => TwinId.Parse(_twin).Partition(_bed.Log.PartitionCount);

    private IPartitionReader Reader() => _bed.Grains.GetGrain<IPartitionReader>(Partition);

    private async Task<TwinGlance> Glance() => (await _bed.Twin(_twin).Glance()).ShouldNotBeNull();

    private async Task Append(int packets)
    {
        for (var i = 0; i < packets; i++, _sequence++)
        {
            var at = _bed.Clock.Now.AddMinutes(-30).AddSeconds(_sequence * 5);
            await _bed.Log.Append(Someone.Packet(_twin, "monitor", _sequence, _bed.Clock.Now, new VitalSign(Signal.HeartRate, 60 + _sequence, at)), CancellationToken.None);
        }
    }

    private Task SaveTwinBehindItsBack()
    {
        _bed.Snapshots.SaveBehindTheBack("twin", _twin);
        return Task.CompletedTask;
    }
}
