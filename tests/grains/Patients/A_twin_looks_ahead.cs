using TwinGrid.Forecasts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Patients;

public sealed class A_twin_looks_ahead : IAsyncLifetime
{
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);
    private readonly TwinBed _bed = new();
    private readonly string _id = TwinId.NewRandom().Value;

    private IPatientTwin Twin => _bed.Twin(_id);

    public async Task InitializeAsync()
    {
        await _bed.InitializeAsync();
        await Twin.IsRegistered(Someone.WithType1);
        var packets = Enumerable.Range(0, 36).Select(i =>
        {
            var at = _bed.Clock.Now.AddMinutes(-5 * (36 - i)).AddMinutes(3);
            return Someone.Packet(_id, "cgm", i, at, new VitalSign(Signal.Glucose, 130 + i, at), new VitalSign(Signal.HeartRate, 70 + (i % 3), at));
        });
        (await Twin.Observe(new RecordDelivery(-1, packets.Logged()))).Gap.ShouldBeFalse();
    }

    public Task DisposeAsync() => _bed.DisposeAsync();

    [Theory]
    [InlineData(Signal.Glucose, 4)]
    [InlineData(Signal.HeartRate, 24)]
    public async Task with_five_quantiles_on_a_five_minute_grid(Signal signal, int hours)
    {
        var forecast = await Twin.Forecast(signal, TimeSpan.FromHours(hours));
        forecast.Declined.ShouldBeNull();
        forecast.ModelVersion.ShouldNotBeEmpty();
        forecast.DataAge.ShouldBe(TimeSpan.FromMinutes(2));
        forecast.Levels.ShouldBe([.05, .25, .50, .75, .95]);
        forecast.Step.ShouldBe(TimeSpan.FromMinutes(5));
        forecast.Quantiles.ShouldAllBe(course => course.Length == hours * 12);
        for (var point = 0; point < hours * 12; point++)
            forecast.Quantiles.Select(course => course[point]).ShouldBeInOrder();
    }

    [Fact]
    public async Task but_not_on_glucose_older_than_ten_minutes()
    {
        _bed.Clock.Now += TimeSpan.FromMinutes(7.5);
        (await Twin.Forecast(Signal.Glucose, FourHours)).Declined.ShouldBeNull();
        _bed.Clock.Now += TimeSpan.FromMinutes(1);
        var declined = await Twin.Forecast(Signal.Glucose, FourHours);
        declined.Declined.ShouldNotBeNull().ShouldContain("10 min");
        declined.DataAge.ShouldBe(TimeSpan.FromMinutes(10.5));
        declined.Quantiles.ShouldBeEmpty();
    }

    [Fact]
    public async Task when_it_wakes_from_sleep()
    {
        await Twin.Flush(36);
        await _bed.PutAllToSleep();
        var glance = (await Twin.Glance()).ShouldNotBeNull();
        glance.Forecasts.Where(forecast => !forecast.IsDeclined).Select(forecast => forecast.Signal).Order().ShouldBe([Signal.HeartRate, Signal.Glucose]);
        glance.Organs.Select(organ => organ.Organ).Order(StringComparer.Ordinal).ShouldBe(["heart", "metabolism"]);
    }

    [Fact]
    public async Task and_imagines_that_a_meal_raises_glucose_and_insulin_lowers_it()
    {
        var meal = await Imagine(new ScenarioEvent(ScenarioEventKind.Meal, TimeSpan.Zero, 60, TimeSpan.Zero));
        Median(meal.WithScenario)[23].ShouldBeGreaterThan(Median(meal.Baseline)[23] + 20);
        var dose = await Imagine(new ScenarioEvent(ScenarioEventKind.Insulin, TimeSpan.Zero, 4, TimeSpan.Zero));
        Median(dose.WithScenario)[23].ShouldBeLessThan(Median(dose.Baseline)[23] - 20);
        Median(dose.Baseline).ShouldBe(Median(meal.Baseline), "imagining leaves no trace");
    }

    private Task<WhatIf> Imagine(ScenarioEvent planned) => Twin.Imagine(new Scenario(Signal.Glucose, FourHours, [planned]));

    private static double[] Median(Forecast forecast) => forecast.Quantiles[2];
}
