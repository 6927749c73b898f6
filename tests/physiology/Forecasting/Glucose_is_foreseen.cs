using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Tests.Metabolism;

namespace TwinGrid.Physiology.Tests.Forecasting;

public sealed class Glucose_is_foreseen
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan FourHours = TimeSpan.FromHours(4);

    [Theory]
    [InlineData(MetabolismKind.Healthy, "hall")]
    [InlineData(MetabolismKind.Type1, "dubosson")]
    [InlineData(MetabolismKind.Type2, "hall simulated")]
    public void a_forecaster_is_shipped_for_everybody_and_says_what_it_learned_from(MetabolismKind kind, string people) =>
        string.Join(' ', LearnedForecast.ShippedFor(kind).ShouldNotBeNull().TrainedOn).ShouldBe(people);

    [Theory]
    [InlineData(MetabolismKind.Healthy)]
    [InlineData(MetabolismKind.Type1)]
    [InlineData(MetabolismKind.Type2)]
    public void an_imagined_meal_changes_the_course_by_what_the_physiology_says(MetabolismKind kind)
    {
        var (twin, recent) = Untold(kind, 20 * 12);
        MetabolicEvent[] meal = [new(twin.At.AddMinutes(20), MetabolicEventKind.CarbohydrateG, 60, TimeSpan.Zero)];
        var before = ForecasterFor(kind).Forecast(twin, recent, FourHours, [], []).Values[2];
        var after = ForecasterFor(kind).Forecast(twin, recent, FourHours, [], meal).Values[2];
        var step = TimeSpan.FromMinutes(5);
        var plain = twin.Forecast(FourHours, step, MechanisticOutlook.Levels, []).Values[2];
        var fed = twin.Forecast(FourHours, step, MechanisticOutlook.Levels, meal).Values[2];
        for (var i = 0; i < before.Length; i++) (after[i] - before[i]).ShouldBe(fed[i] - plain[i], 1e-6);
        (after.Max() - before.Max()).ShouldBeGreaterThan(15);
    }

    [Theory]
    [InlineData(MetabolismKind.Healthy)]
    [InlineData(MetabolismKind.Type1)]
    public void a_meal_just_told_is_left_to_the_physiology(MetabolismKind kind)
    {
        var (twin, recent) = Untold(kind, 20 * 12);
        MetabolicEvent[] meal = [new(twin.At, MetabolicEventKind.CarbohydrateG, 75, TimeSpan.Zero)];
        var physiology = twin.Forecast(FourHours, TimeSpan.FromMinutes(5), MechanisticOutlook.Levels, meal).Values[2];
        var joined = ForecasterFor(kind).Forecast(twin, recent, FourHours, meal, []).Values[2];
        var moved = physiology.Max() - recent.MgPerDl[^1];
        moved.ShouldBeGreaterThan(40);
        for (var i = 0; i < joined.Length; i++) joined[i].ShouldBe(physiology[i], .25 * moved);
    }

    [Fact]
    public void quantiles_rise_and_what_is_far_is_less_sure()
    {
        var (twin, recent) = Untold(MetabolismKind.Healthy, 240);
        var fan = ForecasterFor(MetabolismKind.Healthy).Forecast(twin, recent, TimeSpan.FromHours(8), [], []);
        fan.Values[0].Length.ShouldBe(96);
        for (var i = 0; i < 96; i++)
            for (var level = 1; level < 5; level++)
                fan.Values[level][i].ShouldBeGreaterThanOrEqualTo(fan.Values[level - 1][i]);
        (fan.Values[4][11] - fan.Values[0][11]).ShouldBeGreaterThan(1.5 * (fan.Values[4][2] - fan.Values[0][2]));
        fan.Start.ShouldBe(twin.At.AddMinutes(5));
    }

    [Fact]
    public void with_less_than_six_hours_the_physiology_speaks_alone()
    {
        var (twin, recent) = Untold(MetabolismKind.Type2, GlucoseForecaster.FewestReadings - 1);
        var joined = ForecasterFor(MetabolismKind.Type2).Forecast(twin, recent, FourHours, [], []);
        joined.Values.ShouldBe(twin.Forecast(FourHours, TimeSpan.FromMinutes(5), MechanisticOutlook.Levels, []).Values);
    }

    /// <summary>On each person's last 16 h, which no training has seen.</summary>
    [SkippableFact]
    public void real_people_who_tell_nothing_are_foreseen_better_than_by_the_physiology_alone()
    {
        double joined = 0, physiology = 0;
        var windows = 0;
        foreach (var person in RecordedPeople.Of("hall2018_cgm.csv"))
        {
            var last = person[^(144 + 192)..];
            if (last.Zip(last.Skip(1), (one, next) => next.At - one.At).Any(apart => apart > TimeSpan.FromMinutes(6))) continue;
            var shown = last.Select(reading => reading.MgPerDl).ToArray();
            var twin = GlucoseTwin.Start(PatientOf(MetabolismKind.Healthy), Midnight, shown[0]);
            for (var i = 1; i < shown.Length - 12; i++)
            {
                twin.Advance(Midnight.AddMinutes(5 * i), []);
                twin.Assimilate(shown[i]);
                if (i < 144 || i % 6 != 0) continue;
                var recent = new RecentGlucose(shown[..(i + 1)], null, null, 0);
                joined += Math.Pow(ForecasterFor(MetabolismKind.Healthy).Forecast(twin, recent, TimeSpan.FromHours(1), [], []).Values[2][11] - shown[i + 12], 2);
                physiology += Math.Pow(twin.Forecast(TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), MechanisticOutlook.Levels, []).Values[2][11] - shown[i + 12], 2);
                windows++;
            }
        }
        windows.ShouldBeGreaterThan(150);
        Math.Sqrt(joined / windows).ShouldBeLessThan(.97 * Math.Sqrt(physiology / windows));
    }

    /// <summary>A twin that followed somebody who told nothing, and what it was shown.</summary>
    private static (GlucoseTwin Twin, RecentGlucose Recent) Untold(MetabolismKind kind, int readings)
    {
        var shown = Shown(kind, 7, days: 2)[..readings];
        var twin = GlucoseTwin.Start(PatientOf(kind), Midnight, shown[0]);
        for (var i = 1; i < shown.Length; i++)
        {
            twin.Advance(Midnight.AddMinutes(5 * i), []);
            twin.Assimilate(shown[i]);
        }
        return (twin, new(shown, null, null, 0));
    }

    private static GlucoseForecaster ForecasterFor(MetabolismKind kind) => new(LearnedForecast.ShippedFor(kind));

    private static MetabolismPatient PatientOf(MetabolismKind kind) => new(kind, 75, 45);

    private static double[] Shown(MetabolismKind kind, int number, int days)
    {
        var noise = new CounterNoise((ulong)number);
        var person = VirtualEater.Draw(kind, 45, noise);
        var meals = Enumerable.Range(0, days).SelectMany(day => new[] { (450, 40.0), (750, 60), (1140, 70) }.Select((meal, i) =>
            (Minute: day * 1440 + meal.Item1 + (int)(40 * noise.Normal(day, i, 1)), Grams: meal.Item2 * Math.Exp(.3 * noise.Normal(day, i, 2))))).ToDictionary(meal => meal.Minute, meal => meal.Grams);
        var boluses = kind == MetabolismKind.Type1 ? meals.ToDictionary(meal => meal.Key, meal => meal.Value / person.GPerIU) : [];
        var course = person.Live(new() { DurationMin = days * 1440, MealsG = meals, BolusU = boluses });
        return ContinuousSensor.Guardian.Read([.. course.Select(sample => sample.SensorGlucose)], noise);
    }
}
