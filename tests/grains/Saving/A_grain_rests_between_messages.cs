using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Saving;

/// <summary>One silo whose grains pack their states as soon as they may, beside one whose grains never do.</summary>
public sealed class A_grain_rests_between_messages : IAsyncLifetime
{
    /// <summary>A child's heart is followed and not calibrated, which spares the test a calibration in code not yet compiled well.</summary>
    private static readonly PatientProfile Child = Someone.WithType1 with { BirthDate = new DateOnly(2014, 6, 1), HeightCm = 145, WeightKg = 40 };

    private readonly TwinBed _resting = new();
    private readonly TwinBed _awake = new() { Rest = new RestOptions { After = TimeSpan.FromDays(1) } };

    public Task InitializeAsync() => Task.WhenAll(_resting.InitializeAsync(), _awake.InitializeAsync());

    public Task DisposeAsync() => Task.WhenAll(_resting.DisposeAsync(), _awake.DisposeAsync());

    [Fact]
    public async Task and_is_in_everything_as_if_it_had_not()
    {
        var packets = Day("p1").ToList().Logged();
        var rested = await Live(_resting, packets, restAfterEach: true);
        var lived = await Live(_awake, packets, restAfterEach: false);
        rested.ShouldBe(lived);
    }

    [Fact]
    public async Task and_what_was_not_saved_before_is_saved_after()
    {
        var packets = Day("p2").Take(20).ToList().Logged();
        _resting.Clock.Now = packets[^1].Packet.ReceivedAt;
        var twin = _resting.Twin("p2");
        await twin.IsRegistered(Child);
        await twin.Observe(new RecordDelivery(0, packets));
        await _resting.AllRest();
        (await twin.Flush(packets[^1].Position.Offset)).ShouldBeTrue();
        var hash = await twin.StateHash();
        await _resting.PutAllToSleep();
        (await twin.StateHash()).ShouldBe(hash);
        (await twin.Glance())!.Latest.Select(sign => sign.Signal).ShouldBe([Signal.HeartRate, Signal.SystolicPressure, Signal.Glucose], ignoreOrder: true);
    }

    private async Task<string> Live(TwinBed bed, List<LoggedRecord> packets, bool restAfterEach)
    {
        bed.Clock.Now = packets[0].Packet.ReceivedAt;
        var twin = bed.Twin("p1");
        await twin.IsRegistered(Child);
        var (since, seen) = (0L, new List<string>());
        foreach (var packet in packets)
        {
            bed.Clock.Now = packet.Packet.ReceivedAt;
            await twin.Observe(new RecordDelivery(since, [packet]));
            since = packet.Position.Offset;
            if (since % 25 != 0) continue;
            if (restAfterEach) await _resting.AllRest();
            var glance = (await twin.Glance())!;
            seen.Add(string.Join(' ', glance.Organs.SelectMany(organ => organ.Estimates).Select(estimate => $"{estimate.Name} {estimate.Value:R}")));
            foreach (var signal in new[] { Signal.Glucose, Signal.HeartRate, Signal.SystolicPressure }) // those of the glance are as of when the scheduler last looked
            {
                var ahead = await twin.Forecast(signal, TimeSpan.FromHours(1));
                ahead.Declined.ShouldBeNull();
                seen.Add(string.Join(' ', ahead.Quantiles.SelectMany(course => course).Select(value => $"{value:R}")));
                if (restAfterEach) await _resting.AllRest();
            }
            seen.Add(string.Join(' ', glance.OpenAlerts.Select(alert => $"{alert.Id} {alert.Version}")));
            if (restAfterEach) await _resting.AllRest();
        }
        seen.Add(await twin.StateHash());
        return string.Join('\n', seen);
    }

    /// <summary>Ten hours of glucose with a meal, heart rate and pressure.</summary>
    private static IEnumerable<VitalsPacket> Day(string twin)
    {
        var start = new DateTimeOffset(2026, 3, 1, 12, 10, 0, TimeSpan.Zero);
        for (var i = 0; i < 120; i++)
        {
            var at = start.AddMinutes(5 * i);
            var glucose = new VitalSign(Signal.Glucose, Math.Round(110 + 60 * Math.Sin(i / 9d)), at);
            yield return Someone.Packet(twin, "cgm", i, at, i % 60 == 10 ? [glucose, new VitalSign(Signal.Carbohydrate, 50, at)] : [glucose]);
            yield return Someone.Packet(twin, "watch", i, at, new VitalSign(Signal.HeartRate, 70 + i % 7, at), new VitalSign(Signal.SystolicPressure, 120 + i % 9, at));
        }
    }
}
