using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Grains.Readers;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Scheduling;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Grains.Watch;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Scheduling;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Metrics;

public sealed class An_operator_looks_at_the_figures : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly string _twin = TwinId.NewRandom().Value;

    private int Partition => TwinId.Parse(_twin).Partition(_bed.Log.PartitionCount);

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        await _bed.KeepReading();
        await _bed.Twin(_twin).Register(Someone.WithType1);
        await _bed.Drain();
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task packets_delivered_are_counted_by_partition_and_nothing_is_left_unsaved_behind_a_checkpoint()
    {
        using var figures = Reading(ReaderMeter.Name);
        await Send(7);
        await Reader.Drain();
        figures.Of("twingrid.reader.delivered").Where(reading => reading.Tags["partition"] == $"{Partition}").Sum(reading => reading.Value).ShouldBe(7);
        figures.Of("twingrid.reader.unsaved.time").Last(reading => reading.Tags["partition"] == $"{Partition}").Value.ShouldBe(0);
    }

    [Fact]
    public async Task a_threshold_alert_tells_how_long_it_took_from_its_packet_to_the_desk()
    {
        using var figures = Reading(AlertMeter.Name);
        await Send(1, Signal.Glucose, 40);
        await Reader.Drain();
        var latency = figures.Of("twingrid.alert.latency");
        latency.ShouldNotBeEmpty();
        latency.ShouldAllBe(reading => reading.Value >= 0 && reading.Value < 60 && reading.Tags["severity"].Length > 0);
    }

    [Fact]
    public async Task a_save_that_lost_against_another_activation_is_counted()
    {
        using var figures = Reading(SaveMeter.Name);
        await Send(1);
        await Reader.Drain();
        _bed.Snapshots.SaveBehindTheBack("twin", _twin);
        await Send(1);
        await Reader.Drain();
        figures.Of("twingrid.saves.stale").ShouldContain(reading => reading.Tags["kind"] == "twin");
    }

    [Fact]
    public async Task a_scheduler_shard_says_how_late_it_is()
    {
        using var figures = Reading(SchedulerMeter.Name);
        var shard = _bed.Grains.GetGrain<ISchedulerShard>(0);
        await shard.Schedule(TwinId.Parse(_twin), _bed.Clock.Now.AddMinutes(-5));
        await Eventually(() => figures.Of("twingrid.scheduler.lateness").Any(reading => reading is { Value: >= 300 and < 400 } && reading.Tags["shard"] == "0"));
    }

    private static async Task Eventually(Func<bool> seen)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!seen()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    private IPartitionReader Reader => _bed.Grains.GetGrain<IPartitionReader>(Partition);

    private MeterReading Reading(string meter) => new(meter, _bed.Services.GetRequiredService<IMeterFactory>());

    private long _sequence;

    private async Task Send(int packets, Signal signal = Signal.HeartRate, double value = 70)
    {
        for (var i = 0; i < packets; i++)
            await _bed.Log.Append(Someone.Packet(_twin, "monitor", ++_sequence, _bed.Clock.Now, new VitalSign(signal, value, _bed.Clock.Now.AddSeconds(-60 + _sequence))), CancellationToken.None);
    }
}
