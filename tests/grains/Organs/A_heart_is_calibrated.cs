using TwinGrid.Forecasts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

public sealed class A_heart_is_calibrated(TwinBed bed) : IClassFixture<TwinBed>
{
    private static readonly PatientProfile Man = new(new DateOnly(1970, 6, 1), Sex.Male, 178, 82, [], DiabetesType.None);
    private readonly string _id = TwinId.NewRandom().Value;
    private long _sent = 1;

    private IPatientTwin Twin => bed.Twin(_id);

    [Fact]
    public async Task once_enough_was_seen_to_how_the_patient_rests()
    {
        await Twin.IsRegistered(Man);
        await Watched(minutes: 20);
        (await Heart()).Estimates.ShouldNotContain(estimate => estimate.Name == "cardiac output");

        await Watched(minutes: 300);
        var heart = await Heart();
        heart.ModelVersion.ShouldBe("personal-circulation/1");
        heart.CalibratedAt.ShouldNotBeNull();
        Of(heart, "cardiac output").ShouldBeInRange(4.4, 6.8);
        Of(heart, "systemic resistance").ShouldBe((103 - 5) / Of(heart, "cardiac output"), 3.5);
        Of(heart, "misfit of resting pressures").ShouldBeLessThan(1);
        heart.Trouble.ShouldBeNull();
    }

    [Fact]
    public async Task again_only_when_the_patients_rest_has_moved()
    {
        await Twin.IsRegistered(Man);
        await Watched(minutes: 240);
        var calm = await Heart();
        var first = calm.CalibratedAt.ShouldNotBeNull();
        await Watched(minutes: 600);
        (await Heart()).CalibratedAt.ShouldBe(first, "nothing has moved");
        await Watched(minutes: 1800, heartRate: 84, systolic: 112);
        (await Heart()).CalibratedAt.ShouldNotBe(first);
        Of(await Heart(), "stroke volume").ShouldBeLessThan(Of(calm, "stroke volume") - 4);
    }

    [Fact]
    public async Task anew_when_the_record_says_that_the_body_is_another()
    {
        await Twin.IsRegistered(Man);
        await Watched(minutes: 240);
        var before = Of(await Heart(), "left-ventricular elastance");
        await Twin.IsRegistered(Man with { Conditions = [PatientProfile.ReducedEjectionFraction] }, at: _sent++);
        await Watched(minutes: 60);
        var failing = await Heart();
        Of(failing, "ejection fraction (assumed)").ShouldBe(30);
        Of(failing, "left-ventricular elastance").ShouldBeLessThan(.6 * before);
    }

    [Fact]
    public async Task and_then_says_what_bleeding_would_do()
    {
        await Twin.IsRegistered(Man);
        await Watched(minutes: 240);
        var bleeding = new ScenarioEvent(ScenarioEventKind.Bleeding, TimeSpan.Zero, 1100, TimeSpan.FromMinutes(10));
        var pressure = await Imagine(Signal.SystolicPressure, bleeding);
        (Last(pressure.WithScenario) - Last(pressure.Baseline)).ShouldBeInRange(-35, -4);
        pressure.WithScenario.ModelVersion.ShouldContain("personal-circulation/1");
        var rate = await Imagine(Signal.HeartRate, bleeding);
        (Last(rate.WithScenario) - Last(rate.Baseline)).ShouldBeInRange(5, 45);
        pressure.WithScenario.Quantiles[0][^1].ShouldBeLessThan(pressure.WithScenario.Quantiles[4][^1] - 5);
        Last(await Again(Signal.SystolicPressure)).ShouldBe(Last(pressure.Baseline), "imagining leaves no trace");
    }

    [Fact]
    public async Task before_enough_was_seen_the_patient_is_taken_for_one_of_that_age_and_sex()
    {
        await Twin.IsRegistered(Man);
        await Watched(minutes: 10);
        var imagined = await Imagine(Signal.HeartRate, new ScenarioEvent(ScenarioEventKind.Exercise, TimeSpan.Zero, 125, TimeSpan.FromMinutes(60)));
        imagined.WithScenario.Quantiles[2][5].ShouldBe(125, 1);
    }

    [Fact]
    public async Task but_has_no_answer_to_a_meal_nor_for_a_child()
    {
        await Twin.IsRegistered(Man);
        await Watched(minutes: 10);
        var meal = await Imagine(Signal.HeartRate, new ScenarioEvent(ScenarioEventKind.Meal, TimeSpan.Zero, 60, TimeSpan.Zero));
        meal.WithScenario.Declined.ShouldNotBeNull().ShouldContain("a meal");
        meal.Baseline.Declined.ShouldBeNull();
        await Twin.IsRegistered(Man with { BirthDate = new DateOnly(2016, 1, 1) }, at: _sent++);
        (await Imagine(Signal.HeartRate, new ScenarioEvent(ScenarioEventKind.Bleeding, TimeSpan.Zero, 100, TimeSpan.Zero))).WithScenario.Declined.ShouldNotBeNull().ShouldContain("adults");
    }

    [Fact]
    public async Task a_pressure_not_measured_for_days_is_that_of_rest_and_says_so()
    {
        await Twin.IsRegistered(Man);
        await Watched(minutes: 300);
        await Watched(minutes: 2 * 1440, pressures: false);
        var forecast = await Again(Signal.SystolicPressure);
        forecast.Declined.ShouldBeNull();
        forecast.ModelVersion.ShouldContain("no pressure for 4");
        forecast.DataAge!.Value.TotalHours.ShouldBeInRange(47, 50);
        forecast.Quantiles[2][5].ShouldBe(128, 8);
        (forecast.Quantiles[4][5] - forecast.Quantiles[0][5]).ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task the_same_from_the_same_log_however_it_was_batched_and_slept_through()
    {
        await Twin.IsRegistered(Man);
        var packets = Minutes(400, 66, 128, pressures: true).ToList().Logged();
        await Twin.Observe(new RecordDelivery(-1, packets));
        (await Twin.Flush(packets[^1].Position.Offset)).ShouldBeTrue();
        var other = bed.Twin(TwinId.NewRandom().Value);
        await other.IsRegistered(Man);
        var since = -1L;
        foreach (var chunk in packets.Chunk(37))
        {
            (await other.Observe(new RecordDelivery(since, chunk))).Gap.ShouldBeFalse();
            await other.Flush(chunk[^1].Position.Offset);
            if (chunk[0].Position.Offset % 3 == 0) await bed.PutAllToSleep();
        }
        (await other.StateHash()).ShouldBe(await Twin.StateHash());
    }

    private async Task<OrganGlance> Heart() => (await Twin.Glance())!.Organs.Single(organ => organ.Organ == OrganCatalogue.Heart);

    private static double Of(OrganGlance organ, string name) => organ.Estimates.Single(estimate => estimate.Name == name).Value;

    private Task<WhatIf> Imagine(Signal signal, ScenarioEvent planned) => Twin.Imagine(new Scenario(signal, TimeSpan.FromHours(2), [planned]));

    private Task<Forecast> Again(Signal signal) => Twin.Forecast(signal, TimeSpan.FromHours(2));

    private static double Last(Forecast forecast) => forecast.Quantiles[2][^1];

    /// <summary>A monitor watches on: rate every minute, cuff pressure every ten; the clock goes with it.</summary>
    private async Task Watched(int minutes, double heartRate = 66, double systolic = 128, bool pressures = true)
    {
        var packets = Minutes(minutes, heartRate, systolic, pressures).ToList();
        bed.Clock.Now = packets[^1].ReceivedAt;
        (await Twin.Observe(new RecordDelivery(_sent - 1, packets.Logged(_sent)))).Gap.ShouldBeFalse();
        _sent += packets.Count;
    }

    private IEnumerable<VitalsPacket> Minutes(int minutes, double heartRate, double systolic, bool pressures)
    {
        for (var i = 1; i <= minutes; i++)
        {
            var at = bed.Clock.Now.AddMinutes(i);
            var wave = Math.Sin(i * 1.7) + Math.Sin(i * .31);
            VitalSign[] samples = [new VitalSign(Signal.HeartRate, Math.Round(heartRate + 2 * wave), at)];
            if (pressures && i % 10 == 0) samples = [.. samples, new VitalSign(Signal.SystolicPressure, Math.Round(systolic + 3 * wave), at), new VitalSign(Signal.DiastolicPressure, Math.Round(.61 * systolic + 2 * wave), at)];
            yield return Someone.Packet(_id, "monitor", (long)(at - DateTimeOffset.UnixEpoch).TotalMinutes, at, samples);
        }
    }
}
