using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Patients;

/// <summary>A glance that was shown is shown again only while all of it holds.</summary>
public sealed class A_twin_is_looked_at_again : IAsyncLifetime
{
    private readonly TwinBed _bed = new();
    private readonly string _id = TwinId.NewRandom().Value;
    private int _sequence;

    private IPatientTwin Twin => _bed.Twin(_id);

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        await Twin.IsRegistered(Someone.WithType1);
        await Observe(Signal.RespiratoryRate, 18);
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Fact]
    public async Task what_grew_too_old_for_the_score_is_missing_though_nothing_came()
    {
        _bed.Clock.Now += TimeSpan.FromHours(12) - TimeSpan.FromSeconds(10);
        await Observe(Signal.HeartRate, 70);
        for (var look = 0; look < 3; look++) (await Glance()).News2.ShouldNotBeNull().Missing.ShouldNotContain(Signal.RespiratoryRate);
        _bed.Clock.Now += TimeSpan.FromSeconds(30);
        (await Glance()).News2.ShouldNotBeNull().Missing.ShouldContain(Signal.RespiratoryRate);
    }

    [Fact]
    public async Task an_organ_shows_what_it_was_given_since()
    {
        for (var minute = 0; minute < 40; minute++)
        {
            _bed.Clock.Now += TimeSpan.FromMinutes(1);
            await Observe(Signal.HeartRate, 60 + (minute % 3));
            if (minute % 7 == 0) await Glance();
        }
        var slow = await RestingRate();
        for (var minute = 0; minute < 240; minute++)
        {
            _bed.Clock.Now += TimeSpan.FromMinutes(1);
            await Observe(Signal.HeartRate, 95 + (minute % 3));
        }
        (await RestingRate()).ShouldBeGreaterThan(slow + 5);
    }

    private async Task<double> RestingRate() => (await Glance()).Organs.Single(organ => organ.Organ == "heart").Estimates.First(estimate => estimate.Unit == "/min").Value;

    private async Task<TwinGlance> Glance() => (await Twin.Glance()).ShouldNotBeNull();

    private async Task Observe(Signal signal, double value)
    {
        var packet = Someone.Packet(_id, "monitor", ++_sequence, _bed.Clock.Now, new VitalSign(signal, value, _bed.Clock.Now));
        (await Twin.Observe(new RecordDelivery(_sequence - 1, new[] { packet }.Logged(_sequence)))).Gap.ShouldBeFalse();
    }
}
