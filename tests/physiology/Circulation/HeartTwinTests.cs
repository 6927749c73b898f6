using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Trends;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Circulation;

public sealed class A_persons_heart_is_asked_what_if(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly HeartTwin Heart = HeartTwin.Calibrate(new(64, 128, 76, 55, 172, 76, false));

    [Fact]
    public void it_rests_at_the_persons_pressures_with_the_output_of_size_and_age()
    {
        Heart.MisfitMmHg.ShouldBeLessThan(PersonalHeart.GoodMisfitMmHg);
        Heart.CardiacOutput.Value.ShouldBe(Heart.Person.ExpectedOutput, .05 * Heart.Person.ExpectedOutput);
        Heart.Resistance.Value.ShouldBe((92 - 5) / Heart.CardiacOutput.Value, 3, "mean pressure less venous over output");
        Heart.StrokeVolume.StandardDeviation.ShouldBe(.15 * Heart.StrokeVolume.Value, .01);
    }

    [Fact]
    public void a_saved_calibration_is_the_same_heart_at_no_cost()
    {
        var again = HeartTwin.Restore(Heart.Save());
        again.Resistance.ShouldBe(Heart.Resistance);
        Medians(again, HeartSign.Mean, new HeartEvent(HeartEventKind.BloodLoss, 0, 500, 0)).ShouldBe(Medians(Heart, HeartSign.Mean, new HeartEvent(HeartEventKind.BloodLoss, 0, 500, 0)));
        Should.Throw<ArgumentException>(() => HeartTwin.Restore(Heart.Save() with { MisfitMmHg = double.NaN }));
    }

    /// <summary>The bands of two other engines for a fifth of the blood (see A_person_bleeds).</summary>
    [Fact]
    public void a_fifth_of_the_blood_lost_lowers_the_mean_and_quickens_the_heart()
    {
        var loss = new HeartEvent(HeartEventKind.BloodLoss, 0, .2 * Heart.Person.BloodVolume, 5);
        Change(HeartSign.Mean, loss).ShouldBeInRange(-20, -7);
        Change(HeartSign.Rate, loss).ShouldBeInRange(9, 32);
        Change(HeartSign.Mean, loss, new HeartEvent(HeartEventKind.BloodGiven, 30, loss.Amount, 10)).ShouldBe(0, .7);
        var course = Medians(Heart, HeartSign.Mean, loss with { AfterMinutes = 30, DurationMinutes = 30 });
        course[4].ShouldBe(100, 1e-9, "nothing before it begins");
        course[8].ShouldBeInRange(course[12] + 2, 99, "half way while it flows");
    }

    [Theory]
    [InlineData(HeartEventKind.Resistance, .7, HeartSign.Mean, -25, -3)]
    [InlineData(HeartEventKind.Resistance, .7, HeartSign.Rate, 3, 40)]
    [InlineData(HeartEventKind.Resistance, 1.4, HeartSign.Mean, 2, 25)]
    [InlineData(HeartEventKind.Resistance, 1.4, HeartSign.Rate, -25, -2)]
    [InlineData(HeartEventKind.Contractility, .5, HeartSign.Systolic, -30, -1.5)]
    [InlineData(HeartEventKind.Contractility, 1.5, HeartSign.Systolic, 0, 20)]
    [InlineData(HeartEventKind.BloodGiven, 800, HeartSign.Mean, 1, 15)]
    [InlineData(HeartEventKind.BloodGiven, 800, HeartSign.Rate, -20, -1)]
    [InlineData(HeartEventKind.AorticValve, .6, HeartSign.Systolic, -25, -2)]
    [InlineData(HeartEventKind.AssistPump, 9000, HeartSign.Systolic, -60, -1)]
    public void the_direction_and_the_size_are_right(HeartEventKind kind, double amount, HeartSign sign, double low, double high)
    {
        var change = Change(sign, new HeartEvent(kind, 0, amount, 0));
        output.WriteLine($"{kind} {amount}: {sign} {change:+0.0;-0.0}");
        change.ShouldBeInRange(low, high);
    }

    [Fact]
    public void what_is_taken_back_is_over()
    {
        var course = Medians(Heart, HeartSign.Mean, new HeartEvent(HeartEventKind.Resistance, 10, .7, 30));
        course[6].ShouldBeLessThan(98);
        course[11].ShouldBe(100, .05);
    }

    [Fact]
    public void exercise_holds_the_rate_and_raises_the_systolic()
    {
        var exercise = new HeartEvent(HeartEventKind.Exercise, 0, 130, 60);
        Medians(Heart, HeartSign.Rate, exercise)[6].ShouldBe(130, .1);
        Medians(Heart, HeartSign.Rate, exercise)[23].ShouldBe(100, .1);
        Change(HeartSign.Systolic, exercise).ShouldBeInRange(15, 90);
        Change(HeartSign.Systolic, exercise with { Amount = 60 }).ShouldBe(0, .5);
    }

    [Fact]
    public void a_slow_heart_that_is_paced_holds_its_pressure_up()
    {
        var slow = HeartTwin.Calibrate(new(38, 122, 58, 74, 170, 74, true));
        var pacing = new HeartEvent(HeartEventKind.Pacing, 0, 75, 0);
        var rate = slow.Imagine([pacing]).Applied(Around(40), Noon, HeartSign.Rate);
        rate.Values[2][6].ShouldBe(75);
        Median(slow.Imagine([pacing]), HeartSign.Diastolic)[11].ShouldBeGreaterThan(102);
    }

    [Fact]
    public void a_failing_heart_is_relieved_by_a_pump()
    {
        var failing = HeartTwin.Calibrate(new(88, 96, 62, 61, 174, 80, false) { EjectionFraction = .22 });
        Median(failing.Imagine([new(HeartEventKind.AssistPump, 0, 9000, 0)]), HeartSign.Mean)[11].ShouldBeGreaterThan(100.5);
        Median(failing.Imagine([new(HeartEventKind.AssistPump, 0, 9000, 0)]), HeartSign.Rate)[11].ShouldBeLessThan(99);
    }

    [Fact]
    public void a_narrow_valve_that_is_replaced_gives_pressure()
    {
        var narrow = HeartTwin.Calibrate(new(72, 110, 72, 78, 168, 70, true) { AorticValveAreaCm2 = .7 });
        narrow.MisfitMmHg.ShouldBeLessThan(PersonalHeart.GoodMisfitMmHg);
        Median(narrow.Imagine([new(HeartEventKind.AorticValve, 0, 1.8, 0)]), HeartSign.Systolic)[11].ShouldBeGreaterThan(100.5);
        Gradient(.7).ShouldBeGreaterThan(3 * Gradient(1.8));

        double Gradient(double area)
        {
            var ensemble = new CirculationEnsemble([(PersonalHeart.Of(narrow.Person, narrow.Save().Factors), new() { AorticValveAreaCm2 = area })]);
            ensemble.Advance(45);
            return ensemble.Beat(0).AorticGradientMean;
        }
    }

    [Fact]
    public void what_is_not_known_of_the_person_widens_the_answer()
    {
        var undisturbed = Around(100);
        var with = Heart.Imagine([new(HeartEventKind.BloodLoss, 0, 1200, 5)]).Applied(undisturbed, Noon, HeartSign.Mean);
        for (var level = 1; level < 5; level++) with.Values[level][11].ShouldBeGreaterThan(with.Values[level - 1][11]);
        (with.Values[4][11] - with.Values[0][11]).ShouldBeGreaterThan(undisturbed.Values[4][11] - undisturbed.Values[0][11] + .5);
    }

    [Fact]
    public void what_it_costs()
    {
        var before = Environment.CpuUsage.UserTime;
        HeartTwin.Calibrate(new(71, 141, 83, 62, 165, 70, true));
        var fitted = Environment.CpuUsage.UserTime;
        Heart.Imagine([new(HeartEventKind.BloodLoss, 0, 1000, 5)]);
        var bled = Environment.CpuUsage.UserTime;
        Heart.Imagine([new(HeartEventKind.Exercise, 0, 120, 30)]);
        output.WriteLine($"calibrate {(fitted - before).TotalMilliseconds:0} ms, bleed {(bled - fitted).TotalMilliseconds:0} ms, exercise {(Environment.CpuUsage.UserTime - bled).TotalMilliseconds:0} ms");
        fitted.ShouldBeGreaterThanOrEqualTo(before);
    }

    /// <summary>How far a sign stands from where it would, an hour on.</summary>
    internal static double ChangeOf(HeartTwin heart, HeartSign sign, params HeartEvent[] events) => Medians(heart, sign, events)[11] - 100;

    private static double Change(HeartSign sign, params HeartEvent[] events) => ChangeOf(Heart, sign, events);

    private static double[] Medians(HeartTwin heart, HeartSign sign, params HeartEvent[] events) => Median(heart.Imagine(events), sign);

    private static double[] Median(HeartOutlook outlook, HeartSign sign) => outlook.Applied(Around(100), Noon, sign).Values[2];

    private static QuantileCourse Around(double value) => new(
        Noon.AddMinutes(5), TimeSpan.FromMinutes(5), [.05, .25, .5, .75, .95], [.. new[] { -3, -1, 0, 1, 3 }.Select(distance => Enumerable.Repeat(value + distance, 24).ToArray())]);
}

public sealed class A_person_whose_figures_are_only_partly_known
{
    [Fact]
    public void is_taken_for_one_of_that_age_and_sex()
    {
        var (young, old) = (Of(25, female: true), Of(78, female: true));
        young.Systolic.ShouldBeInRange(105, 115);
        old.Systolic.ShouldBeInRange(138, 148);
        Of(25, female: false).Systolic.ShouldBeGreaterThan(young.Systolic);
        Of(25, female: null).Systolic.ShouldBeInRange(young.Systolic, Of(25, female: false).Systolic);
    }

    [Fact]
    public void moves_to_what_is_seen_the_surer_the_nearer()
    {
        var expected = Of(40, female: false).Systolic;
        var (vague, sure) = (Of(40, false, new TrendEstimate(160, 15)).Systolic, Of(40, false, new TrendEstimate(160, 2)).Systolic);
        vague.ShouldBe((expected + 160) / 2, .1);
        sure.ShouldBe(160, 1);
    }

    [Fact]
    public void with_a_mean_alone_keeps_the_pulse_of_that_age()
    {
        var usual = Of(60, female: false);
        var low = RestingFigures.Of(60, 175, 75, false, null, null, null, new TrendEstimate(70, 2));
        (low.Systolic - low.Diastolic).ShouldBe(usual.Systolic - usual.Diastolic, 1e-6);
        (low.Diastolic + .4 * (low.Systolic - low.Diastolic)).ShouldBe(70, 1.5);
    }

    [Fact]
    public void is_never_outside_what_can_be_calibrated() => Should.NotThrow(() =>
    {
        foreach (var wild in new[] { 5d, 500 })
            HeartTwin.Restore(new(RestingFigures.Of(5, 60, 500, null, new(wild, .1), new(wild, .1), new(wild, .1), null), new(1, 1, 1, 1), 0, 70));
    });

    private static PersonAtRest Of(double age, bool? female, TrendEstimate? systolic = null) => RestingFigures.Of(age, 172, 72, female, null, systolic, null, null);
}
