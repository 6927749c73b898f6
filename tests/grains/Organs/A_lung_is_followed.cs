using TwinGrid.Forecasts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

public sealed class A_lung_is_followed(TwinBed bed) : IClassFixture<TwinBed>
{
    private static readonly PatientProfile Woman = new(new DateOnly(1958, 2, 1), Sex.Female, 162, 66, [], DiabetesType.None);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly string _id = TwinId.NewRandom().Value;
    private long _sent = 1;

    private IPatientTwin Twin => bed.Twin(_id);

    [Theory]
    [InlineData(Signal.OxygenSaturation)]
    [InlineData(Signal.RespiratoryRate)]
    public async Task an_hour_ahead_by_quantiles_within_what_a_body_shows(Signal signal)
    {
        await Twin.IsRegistered(Woman);
        await Watched(minutes: 120);
        var forecast = await Twin.Forecast(signal, Hour);
        forecast.Declined.ShouldBeNull();
        forecast.Quantiles.ShouldAllBe(course => course.Length == 12 && course.All(value => value > 2 && value <= (signal == Signal.OxygenSaturation ? 100 : 60)));
        for (var point = 0; point < 12; point++) forecast.Quantiles.Select(course => course[point]).ShouldBeInOrder();
        bed.Clock.Now += TimeSpan.FromMinutes(31);
        (await Twin.Forecast(signal, Hour)).Declined.ShouldNotBeNull().ShouldContain("30 min");
    }

    [Fact]
    public async Task and_shows_the_shunt_that_the_saturation_tells()
    {
        await Twin.IsRegistered(Woman);
        await Watched(minutes: 60);
        Of(await Lung(), "shunt").ShouldBeInRange(0, 8);
        await Watched(minutes: 90, saturation: 90, oxygenFlow: 4);
        var sick = await Lung();
        sick.ModelVersion.ShouldBe("personal-lung/1");
        Of(sick, "oxygen breathed").ShouldBe(36.9, .1);
        Of(sick, "shunt").ShouldBeInRange(18, 50);
    }

    [Theory]
    [InlineData(ScenarioEventKind.Altitude, 3000, -14, -3)]
    [InlineData(ScenarioEventKind.Shunt, 35, -20, -5)]
    [InlineData(ScenarioEventKind.Opioid, 60, -20, -.2)]
    public async Task and_asked_what_if(ScenarioEventKind kind, double amount, double low, double high)
    {
        await Twin.IsRegistered(Woman);
        await Watched(minutes: 60);
        var imagined = await Imagine(new ScenarioEvent(kind, TimeSpan.Zero, amount, TimeSpan.Zero));
        imagined.WithScenario.Declined.ShouldBeNull();
        imagined.WithScenario.ModelVersion.ShouldContain("personal-lung/1");
        (imagined.WithScenario.Quantiles[2][^1] - imagined.Baseline.Quantiles[2][^1]).ShouldBeInRange(low, high);
    }

    [Fact]
    public async Task oxygen_helps_who_lacks_it()
    {
        await Twin.IsRegistered(Woman);
        await Watched(minutes: 60, saturation: 89);
        var imagined = await Imagine(new ScenarioEvent(ScenarioEventKind.InspiredOxygen, TimeSpan.Zero, 40, TimeSpan.Zero));
        (imagined.WithScenario.Quantiles[2][^1] - imagined.Baseline.Quantiles[2][^1]).ShouldBeInRange(2, 11);
    }

    [Fact]
    public async Task bleeding_it_leaves_to_the_heart()
    {
        await Twin.IsRegistered(Woman);
        await Watched(minutes: 30);
        (await Imagine(new ScenarioEvent(ScenarioEventKind.Bleeding, TimeSpan.Zero, 500, TimeSpan.Zero))).WithScenario.Declined.ShouldNotBeNull().ShouldContain("bleeding");
    }

    [Fact]
    public async Task a_probe_that_is_off_moves_nothing()
    {
        await Twin.IsRegistered(Woman);
        await Watched(minutes: 60);
        var before = await Twin.Forecast(Signal.OxygenSaturation, Hour);
        var at = bed.Clock.Now;
        await Twin.Observe(new RecordDelivery(_sent - 1, new[] { Someone.Packet(_id, "monitor", 999_999_999, at, new VitalSign(Signal.OxygenSaturation, 0, at, Flags: SampleFlags.ProbeDisconnected)) }.Logged(_sent++)));
        (await Twin.Forecast(Signal.OxygenSaturation, Hour)).Quantiles[2].ShouldBe(before.Quantiles[2]);
    }

    private async Task<OrganGlance> Lung() => (await Twin.Glance())!.Organs.Single(organ => organ.Organ == OrganCatalogue.Lung);

    private static double Of(OrganGlance organ, string name) => organ.Estimates.Single(estimate => estimate.Name == name).Value;

    private Task<WhatIf> Imagine(ScenarioEvent planned) => Twin.Imagine(new Scenario(Signal.OxygenSaturation, Hour, [planned]));

    private async Task Watched(int minutes, double saturation = 97, double oxygenFlow = 0)
    {
        var start = bed.Clock.Now;
        var packets = Enumerable.Range(1, 2 * minutes).Select(i =>
        {
            var at = start.AddSeconds(30 * i);
            var wave = Math.Sin(i * 1.7);
            return Someone.Packet(_id, "monitor", at.ToUnixTimeSeconds() / 30, at, new VitalSign(Signal.OxygenSaturation, Math.Round(saturation + wave), at),
                new VitalSign(Signal.RespiratoryRate, Math.Round(15 + 2 * wave), at), new VitalSign(Signal.OxygenFlow, oxygenFlow, at));
        }).ToList();
        bed.Clock.Now = packets[^1].ReceivedAt;
        (await Twin.Observe(new RecordDelivery(_sent - 1, packets.Logged(_sent)))).Gap.ShouldBeFalse();
        _sent += packets.Count;
    }
}
