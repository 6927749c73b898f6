using CsCheck;
using TwinGrid.Physiology.Trends;
using static TwinGrid.Physiology.Tests.Trends.Courses;

namespace TwinGrid.Physiology.Tests.Trends;

public sealed class Any_readings_at_any_times_are_assimilated
{
    private static readonly TrendPrior[] Priors =
        [TrendPrior.HeartRate, TrendPrior.SystolicPressure, TrendPrior.DiastolicPressure, TrendPrior.MeanArterialPressure];

    /// <summary>Gaps of a second to months, a few backwards; values anywhere in the bounds and beyond.</summary>
    private static readonly Gen<(double Gap, double Value)[]> Readings =
        Gen.Select(Gen.Double[-1, 15].Select(log => log < 0 ? 600 * log : Math.Exp(log)), Gen.Double[-50, 400]).Array[1, 300];

    [Fact]
    public void quantiles_are_finite_in_order_and_within_the_bounds() => Gen.Select(Gen.Int[0, 3], Readings).Sample((which, readings) =>
    {
        var prior = Priors[which];
        var trend = VitalTrend.Start(prior);
        var at = Midnight;
        foreach (var (gap, value) in readings)
        {
            at = at.AddSeconds(gap);
            trend.Assimilate(at, value);
        }
        var fan = trend.Forecast(at, TimeSpan.FromHours(24), TimeSpan.FromMinutes(15), Watching.Levels).Values;
        for (var point = 0; point < fan[0].Length; point++)
        for (var level = 0; level < fan.Length; level++)
        {
            double.IsFinite(fan[level][point]).ShouldBeTrue();
            fan[level][point].ShouldBeInRange(prior.Floor, prior.Ceiling);
            if (level > 0) fan[level][point].ShouldBeGreaterThanOrEqualTo(fan[level - 1][point]);
        }
        VitalTrend.Restore(prior, trend.Save()).Save().Values.ShouldBe(trend.Save().Values);
        trend.Resting.Value.ShouldBeInRange(prior.Floor, prior.Ceiling);
        double.IsFinite(trend.SlopePerHour.Value).ShouldBeTrue();
        trend.Level.StandardDeviation.ShouldBeInRange(0, 4 * prior.MeanSpread);
    }, iter: 300);
}

public sealed class A_course_is_asked_for
{
    [Fact]
    public void it_begins_one_step_ahead_and_ends_at_the_horizon()
    {
        var trend = Watching.Steady(TimeSpan.FromHours(1), TimeSpan.FromMinutes(1));
        var course = trend.Forecast(trend.At!.Value, TimeSpan.FromHours(24), TimeSpan.FromMinutes(5), Watching.Levels);
        course.Start.ShouldBe(trend.At!.Value.AddMinutes(5));
        course.Values.Length.ShouldBe(5);
        course.Values.ShouldAllBe(values => values.Length == 288);
    }

    [Theory]
    [InlineData(.5, .5), InlineData(.9, .1), InlineData(0, .5), InlineData(.5, 1)]
    public void levels_that_do_not_rise_within_zero_and_one_are_refused(double first, double second) =>
        Should.Throw<ArgumentOutOfRangeException>(() => VitalTrend.Start(TrendPrior.HeartRate).Forecast(Midnight, TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), [first, second]));
}
