using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using TwinGrid.Grains.Patients;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Readers;
using TwinGrid.Testbed;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Patients;

public sealed class Very_many_twins_wake_at_once : IAsyncLifetime
{
    private readonly TwinBed _bed = new() { Waking = new WakeOptions { AtOnce = 1, Patience = TimeSpan.FromMilliseconds(50) } };
    private readonly string _awake = TwinId.NewRandom().Value;
    private readonly string _sleeping = TwinId.NewRandom().Value;

    private WakeGate Gate => _bed.Services.GetRequiredService<WakeGate>();

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        await _bed.KeepReading();
        foreach (var twin in new[] { _awake, _sleeping }) await _bed.Twin(twin).Register(Someone.WithType1);
        await _bed.Drain();
        await _bed.PutAllToSleep();
        await _bed.Twin(_awake).Glance();
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task who_looks_at_a_sleeping_twin_is_asked_to_come_back_and_who_looks_at_one_awake_is_served()
    {
        await _bed.Twin(_sleeping).Profile(); // it is here, and has not looked ahead since it slept
        using (await Gate.Enter(isPatient: true))
        {
            await Should.ThrowAsync<WakeRefusedException>(() => _bed.Twin(_sleeping).Glance());
            (await _bed.Twin(_awake).Glance()).ShouldNotBeNull();
        }
        (await _bed.Twin(_sleeping).Glance()).ShouldNotBeNull("the gate is free again");
    }

    [Fact]
    public async Task packets_wait_their_turn_and_are_never_turned_away()
    {
        var partition = TwinId.Parse(_sleeping).Partition(_bed.Log.PartitionCount);
        await _bed.Log.Append(Someone.Packet(_sleeping, "monitor", 1, _bed.Clock.Now, new VitalSign(Signal.HeartRate, 70, _bed.Clock.Now)), CancellationToken.None);
        Task<ReaderProgress> draining;
        using (await Gate.Enter(isPatient: true))
        {
            draining = _bed.Grains.GetGrain<IPartitionReader>(partition).Drain();
            await Should.ThrowAsync<WakeRefusedException>(() => Gate.Enter(isPatient: false)); // longer than who looks would wait
            draining.IsCompleted.ShouldBeFalse();
        }
        (await draining).Trouble.ShouldBeNull();
        (await _bed.Twin(_sleeping).Glance()).ShouldNotBeNull().Latest.ShouldHaveSingleItem().Value.ShouldBe(70);
    }

    [Fact]
    public async Task they_begin_to_wake_at_the_rate_that_was_set()
    {
        await using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var time = new FakeTimeProvider();
        using var figures = new MeterReading(WakeGate.Meter, meters);
        using var gate = new WakeGate(new WakeOptions { AtOnce = 1000, PerSecond = 10 }, meters, time);
        var wakes = Enumerable.Range(0, 25).Select(_ => gate.Enter(isPatient: true)).ToList();
        for (var tenths = 0; tenths <= 24; tenths++)
        {
            await Eventually(() => wakes.Count(wake => wake.IsCompleted) == tenths + 1);
            figures.Of("twingrid.wakes").Count(reading => reading.Tags["outcome"] == "admitted").ShouldBe(tenths + 1);
            time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private static async Task Eventually(Func<bool> seen)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!seen()) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
    }
}
