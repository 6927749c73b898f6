using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Tests.Metabolism;

public sealed class A_glucose_twin_follows_a_person
{
    private static readonly DateTimeOffset Morning = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly double[] Levels = [.05, .25, .50, .75, .95];

    public static TheoryData<MetabolismKind> Kinds { get; } = [MetabolismKind.Healthy, MetabolismKind.Type1, MetabolismKind.Type2];

    [Theory, MemberData(nameof(Kinds))]
    public void a_meal_to_come_raises_the_forecast(MetabolismKind kind)
    {
        var twin = Settled(kind, 110);
        var without = Median(twin, []);
        var with = Median(twin, [new(twin.At.AddMinutes(10), MetabolicEventKind.CarbohydrateG, 60, TimeSpan.Zero)]);
        with.Max().ShouldBeGreaterThan(without.Max() + 15);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void insulin_to_come_lowers_the_forecast(MetabolismKind kind)
    {
        var twin = Settled(kind, 160);
        var without = Median(twin, []);
        var with = Median(twin, [new(twin.At.AddMinutes(5), MetabolicEventKind.InsulinBolusIU, 4, TimeSpan.Zero)]);
        with.Last().ShouldBeLessThan(without.Last() - 10);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void activity_to_come_lowers_the_forecast(MetabolismKind kind)
    {
        var twin = Settled(kind, 140);
        var without = Median(twin, []);
        var with = Median(twin, [new(twin.At.AddMinutes(5), MetabolicEventKind.HeartRatePerMin, 120, TimeSpan.FromMinutes(30))]);
        with[8].ShouldBeLessThan(without[8] - 3);
    }

    [Fact]
    public void a_skipped_basal_dose_raises_the_forecast_of_type_1()
    {
        var twin = Settled(MetabolismKind.Type1, 120);
        var without = Median(twin, []);
        var with = Median(twin, [new(twin.At, MetabolicEventKind.InsulinBasalRateIUPerH, 0, TimeSpan.FromHours(4))]);
        with.Last().ShouldBeGreaterThan(without.Last() + 10);
    }

    [Fact]
    public void type_1_without_any_insulin_data_does_not_run_off()
    {
        var twin = GlucoseTwin.Start(new(MetabolismKind.Type1, 70, 40), Morning, 130);
        var course = twin.Forecast(TimeSpan.FromHours(12), TimeSpan.FromMinutes(5), Levels, []);
        course.Values[2].ShouldAllBe(g => g > 90 && g < 190);
    }

    [Fact]
    public void a_pump_set_to_another_rate_than_the_typical_one_is_taken_as_the_persons_own()
    {
        var patient = new MetabolismPatient(MetabolismKind.Type1, 70, 40);
        var twin = GlucoseTwin.Start(patient, Morning, 130);
        twin.Advance(Morning.AddHours(1), [new(Morning.AddMinutes(1), MetabolicEventKind.InsulinBasalRateIUPerH, 0.4, TimeSpan.Zero)]);
        twin.Assimilate(130);
        var course = twin.Forecast(TimeSpan.FromHours(12), TimeSpan.FromMinutes(5), Levels, []);
        course.Values[2].ShouldAllBe(g => g > 90 && g < 190);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void a_saved_twin_goes_on_bit_by_bit_as_if_never_saved(MetabolismKind kind)
    {
        var stays = GlucoseTwin.Start(new(kind, 81, 50), Morning, 117);
        var saved = GlucoseTwin.Start(new(kind, 81, 50), Morning, 117);
        for (var i = 1; i <= 120; i++)
        {
            var at = Morning.AddMinutes(5 * i);
            MetabolicEvent[] events = i % 40 == 7
                ? [new(at.AddMinutes(-3), MetabolicEventKind.CarbohydrateG, 45, TimeSpan.FromMinutes(20)), new(at.AddMinutes(-2.5), MetabolicEventKind.InsulinBolusIU, 3.5, TimeSpan.Zero)]
                : i % 40 == 9 ? [new(at.AddMinutes(-1), MetabolicEventKind.HeartRatePerMin, 115, TimeSpan.FromMinutes(25))] : [];
            foreach (var twin in new[] { stays, saved })
            {
                twin.Advance(at, events);
                twin.Assimilate(120 + 40 * Math.Sin(i / 9.0));
            }
            saved = GlucoseTwin.Restore(new(kind, 81, 50), saved.Save());
        }
        Same(saved.Save(), stays.Save());
        var one = stays.Forecast(TimeSpan.FromHours(2), TimeSpan.FromMinutes(5), Levels, []);
        var other = saved.Copy().Forecast(TimeSpan.FromHours(2), TimeSpan.FromMinutes(5), Levels, []);
        for (var level = 0; level < Levels.Length; level++) other.Values[level].ShouldBe(one.Values[level]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void what_it_saves_fits_into_four_kilobytes(MetabolismKind kind)
    {
        var saved = Settled(kind, 140).Save();
        (8 * (saved.Mean.Length + saved.Intake.Length + saved.Course.Length) + 4 * saved.Covariance.Length + 100).ShouldBeLessThan(4096);
    }

    [Fact]
    public void uncertainty_grows_with_the_horizon()
    {
        var course = Settled(MetabolismKind.Healthy, 110).Forecast(TimeSpan.FromHours(2), TimeSpan.FromMinutes(30), Levels, []);
        double Width(int point) => course.Values[4][point] - course.Values[0][point];
        Width(1).ShouldBeGreaterThan(Width(0));
        Width(3).ShouldBeGreaterThan(Width(1));
    }

    [Fact]
    public void a_changed_diagnosis_starts_the_twin_anew_from_its_last_glucose()
    {
        var saved = Settled(MetabolismKind.Healthy, 143).Save();
        var twin = GlucoseTwin.Restore(new(MetabolismKind.Type1, 70, 40), saved);
        twin.ModelVersion.ShouldStartWith("uva-padova");
        twin.Forecast(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), Levels, []).Values[2][0].ShouldBe(143, 8);
    }

    internal static GlucoseTwin Settled(MetabolismKind kind, double mgPerDl)
    {
        var twin = GlucoseTwin.Start(new(kind, 75, 45), Morning, mgPerDl);
        for (var i = 1; i <= 36; i++)
        {
            twin.Advance(Morning.AddMinutes(5 * i), []);
            twin.Assimilate(mgPerDl);
        }
        return twin;
    }

    private static double[] Median(GlucoseTwin twin, MetabolicEvent[] future)
    {
        QuantileCourse course = twin.Forecast(TimeSpan.FromHours(3), TimeSpan.FromMinutes(5), Levels, future);
        course.Start.ShouldBe(twin.At.AddMinutes(5));
        course.Values[2].Length.ShouldBe(36);
        return course.Values[2];
    }

    private static void Same(GlucoseTwinState a, GlucoseTwinState b)
    {
        (a.Version, a.At, a.CalibratedAt, a.MeasuredAt).ShouldBe((b.Version, b.At, b.CalibratedAt, b.MeasuredAt));
        a.Mean.ShouldBe(b.Mean);
        a.Covariance.ShouldBe(b.Covariance);
        a.Intake.ShouldBe(b.Intake);
        a.Course.ShouldBe(b.Course);
    }
}
