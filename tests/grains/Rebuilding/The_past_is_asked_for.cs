using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Rebuilding;

public sealed class The_past_is_asked_for : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly string _id = TwinId.NewRandom().Value;
    private long _sequence;

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        await _bed.KeepReading();
        await _bed.Twin(_id).Register(Someone.WithType1);
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task the_twin_is_as_it_was_known_then_with_nothing_that_came_later()
    {
        await Watched(minutes: 30, glucose: 65);
        var then = _bed.Clock.Now;
        var lived = (await _bed.Twin(_id).Glance()).ShouldNotBeNull();
        lived.OpenAlerts.ShouldNotBeEmpty();
        _bed.Clock.Now = then.AddSeconds(1);
        await Late(Signal.Glucose, 180, then.AddMinutes(-1));
        await _bed.Twin(_id).Register(Someone.WithType1 with { WeightKg = 99 });
        await Watched(minutes: 30, glucose: 150);

        await ShouldBe(lived, then);
        (await Past(then.AddSeconds(1))).Latest.Single(sign => sign.Signal == Signal.Glucose).Value.ShouldBe(180, "it was received by then");
    }

    [Fact]
    public async Task also_over_a_night_that_was_archived()
    {
        await Watched(minutes: 20, glucose: 120);
        var before = _bed.Clock.Now;
        var livedBefore = (await _bed.Twin(_id).Glance()).ShouldNotBeNull();
        _bed.Clock.Now = new DateTimeOffset(2026, 3, 2, 5, 0, 0, TimeSpan.Zero);
        await _bed.Twin(_id).CheckTime();
        await _bed.Drain();
        _bed.Clock.Now = _bed.Clock.Now.AddMinutes(1);
        await Watched(minutes: 20, glucose: 110);
        var after = _bed.Clock.Now;
        var livedAfter = (await _bed.Twin(_id).Glance()).ShouldNotBeNull();
        livedAfter.Organs.ShouldContain(organ => organ.LearnedNight != null);
        (await _bed.Snapshots.Keys("archived-twin", "", 10, CancellationToken.None)).ShouldHaveSingleItem().ShouldStartWith(_id);
        await Watched(minutes: 5, glucose: 100);

        await ShouldBe(livedBefore, before);
        await ShouldBe(livedAfter, after);
    }

    [Fact]
    public async Task before_the_first_record_nothing_is_known_and_the_earliest_instant_is_said()
    {
        await Watched(minutes: 1, glucose: 120);
        var past = await _bed.Grains.GetGrain<ITwinPast>(_id).Glance(_bed.Clock.Now.AddDays(-1));
        past.Glance.ShouldBeNull();
        past.KnownFrom.ShouldNotBeNull().ShouldBe(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    }

    private async Task ShouldBe(TwinGlance lived, DateTimeOffset asOf)
    {
        var past = await Past(asOf);
        past.Profile.ShouldBe(lived.Profile);
        past.AppliedTo.ShouldBe(lived.AppliedTo);
        past.Latest.ShouldBe(lived.Latest);
        past.Devices.ShouldBe(lived.Devices);
        past.News2?.Score.ShouldBe(lived.News2?.Score ?? 0);
        past.OpenAlerts.Select(alert => (alert.Id, alert.Version, alert.State)).ShouldBe(lived.OpenAlerts.Select(alert => (alert.Id, alert.Version, alert.State)));
        foreach (var (one, other) in past.Organs.Zip(lived.Organs)) one.Estimates.ShouldBe(other.Estimates, one.Organ);
    }

    private async Task<TwinGlance> Past(DateTimeOffset asOf) => (await _bed.Grains.GetGrain<ITwinPast>(_id).Glance(asOf)).Glance.ShouldNotBeNull();

    private async Task Watched(int minutes, double glucose)
    {
        for (var minute = 0; minute < minutes; minute++)
        {
            _bed.Clock.Now = _bed.Clock.Now.AddMinutes(1);
            await Late(Signal.HeartRate, 70 + minute % 5, _bed.Clock.Now);
            if (minute % 5 == 0) await Late(Signal.Glucose, glucose + minute % 3, _bed.Clock.Now);
        }
        await _bed.Drain();
    }

    private async Task Late(Signal signal, double value, DateTimeOffset at) =>
        await _bed.Log.Append(Someone.Packet(_id, "monitor", ++_sequence, _bed.Clock.Now, new VitalSign(signal, value, at)), CancellationToken.None);
}
