using CsCheck;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Tests.Metabolism;

public sealed class Anything_reaches_a_glucose_twin
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);
    private static readonly double[] Levels = [.05, .25, .50, .75, .95];

    private static readonly Gen<MetabolicEvent> AnyEvent =
        Gen.Select(Gen.Double[-120, 400], Gen.Int[0, 3], Gen.Double[-10, 800], Gen.Double[0, 90])
            .Select((minute, kind, amount, duration) => new MetabolicEvent(Start.AddMinutes(minute), (MetabolicEventKind)kind, amount, TimeSpan.FromMinutes(duration)));

    private static readonly Gen<(double Gap, double MgPerDl)[]> AnyMeasurements =
        Gen.Select(Gen.OneOf(Gen.Double[0, 10], Gen.Double[0, 600], Gen.Const(60.0 * 24 * 9)), Gen.Double[15, 650]).Array[1, 25];

    [Fact]
    public void its_forecast_stays_finite_ordered_and_above_ten() =>
        Gen.Select(Gen.Int[0, 2], Gen.Double[1, 250], Gen.Int[1, 90], AnyMeasurements, AnyEvent.Array[0, 12])
            .Sample((kind, weight, age, measurements, events) =>
            {
                var twin = GlucoseTwin.Start(new((MetabolismKind)kind, weight, age), Start, 120);
                foreach (var (gap, mgPerDl) in measurements)
                {
                    twin.Advance(twin.At.AddMinutes(gap), events);
                    twin.Assimilate(mgPerDl);
                }
                var course = twin.Forecast(TimeSpan.FromHours(4), TimeSpan.FromMinutes(5), Levels, [.. events.Select(e => e with { At = twin.At + (e.At - Start) })]);
                for (var point = 0; point < 48; point++)
                    for (var level = 0; level < Levels.Length; level++)
                    {
                        double.IsFinite(course.Values[level][point]).ShouldBeTrue();
                        course.Values[level][point].ShouldBeInRange(10, 1000);
                        if (level > 0) course.Values[level][point].ShouldBeGreaterThanOrEqualTo(course.Values[level - 1][point]);
                    }
                twin.Estimates.ShouldAllBe(estimate => estimate.Value > 0 && double.IsFinite(estimate.StandardDeviation));
            }, iter: 30);

    [Fact]
    public void a_reading_that_is_no_number_changes_nothing()
    {
        var twin = GlucoseTwin.Start(new(MetabolismKind.Healthy, 70, 45), Start, 100);
        var before = twin.Save();
        twin.Assimilate(double.NaN);
        twin.Save().Mean.ShouldBe(before.Mean);
    }

    [Fact]
    public void after_days_of_silence_only_the_spread_remains_and_one_reading_settles_it()
    {
        var twin = GlucoseTwin.Start(new(MetabolismKind.Type2, 90, 60), Start, 150);
        twin.Advance(Start.AddDays(5), []);
        var unknown = twin.Copy().Forecast(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), Levels, []);
        (unknown.Values[4][0] - unknown.Values[0][0]).ShouldBeGreaterThan(60);
        twin.Assimilate(290);
        var known = twin.Forecast(TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), Levels, []);
        known.Values[2][0].ShouldBe(290, 15);
        (known.Values[4][0] - known.Values[0][0]).ShouldBeLessThan(60);
    }
}
