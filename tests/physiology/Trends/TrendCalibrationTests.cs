using TwinGrid.Physiology.Trends;
using Xunit.Abstractions;
using static TwinGrid.Physiology.Tests.Trends.Courses;

namespace TwinGrid.Physiology.Tests.Trends;

public sealed class People_with_a_daily_rhythm_are_watched_for_three_days(ITestOutputHelper output)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly int[] AheadMinutes = [5, 20, 60, 240, 720, 1440];

    [Fact]
    public void every_quantile_covers_what_it_says()
    {
        var below = new int[AheadMinutes.Length, Watching.Levels.Length];
        var looks = new int[AheadMinutes.Length];
        for (var person = 0; person < 24; person++)
        {
            var course = new Courses(100 + person, 55 + person * 1.5, 4 + person % 5 * 2, person);
            double[] readings = [.. Enumerable.Range(0, 5 * 1440).Select(m => course.Next(Midnight.AddMinutes(m), Minute))];
            var trend = VitalTrend.Start(TrendPrior.HeartRate);
            for (var minute = 0; minute < 4 * 1440; minute++)
            {
                trend.Assimilate(Midnight.AddMinutes(minute), readings[minute]);
                if (minute < 2 * 1440 || minute % 37 != 0) continue;
                var fan = trend.Forecast(trend.At!.Value, TimeSpan.FromHours(24), TimeSpan.FromMinutes(5), Watching.Levels).Values;
                for (var i = 0; i < AheadMinutes.Length; i++)
                {
                    looks[i]++;
                    for (var q = 0; q < fan.Length; q++)
                        if (readings[minute + AheadMinutes[i]] <= fan[q][AheadMinutes[i] / 5 - 1]) below[i, q]++;
                }
            }
        }
        for (var i = 0; i < AheadMinutes.Length; i++)
        {
            double[] shares = [.. Enumerable.Range(0, Watching.Levels.Length).Select(q => below[i, q] / (double)looks[i])];
            output.WriteLine($"{AheadMinutes[i]} min: {string.Join(' ', shares.Select(s => s.ToString("0.000")))}");
            for (var q = 0; q < shares.Length; q++) shares[q].ShouldBe(Watching.Levels[q], .05);
            (shares[4] - shares[0]).ShouldBeInRange(.86, .96);
        }
    }

    [Fact]
    public void the_day_ahead_comes_back_to_the_persons_own_course()
    {
        double error = 0, persistence = 0;
        for (var person = 0; person < 12; person++)
        {
            var course = new Courses(300 + person, 75, 10, 2 * person);
            var trend = VitalTrend.Start(TrendPrior.HeartRate);
            for (var minute = 0; minute < 3 * 1440; minute++) trend.Assimilate(Midnight.AddMinutes(minute), course.Next(Midnight.AddMinutes(minute), Minute));
            var median = trend.Forecast(trend.At!.Value, TimeSpan.FromHours(24), TimeSpan.FromMinutes(30), [.5]).Values[0];
            for (var i = 0; i < median.Length; i++)
            {
                var truth = course.Rhythm(trend.At!.Value.AddMinutes(30 * (i + 1)));
                error += Math.Pow(median[i] - truth, 2);
                persistence += Math.Pow(trend.Level.Value - truth, 2);
            }
        }
        output.WriteLine($"rms {Math.Sqrt(error / 12 / 48):0.00}, persistence {Math.Sqrt(persistence / 12 / 48):0.00}");
        error.ShouldBeLessThan(persistence / 4);
    }

    [Fact]
    public void the_resting_rate_is_that_of_the_quiet_tenth_of_the_day()
    {
        for (var person = 0; person < 8; person++)
        {
            var course = new Courses(500 + person, 75, 10, 3 * person);
            var trend = VitalTrend.Start(TrendPrior.HeartRate);
            for (var minute = 0; minute < 3 * 1440; minute++) trend.Assimilate(Midnight.AddMinutes(minute), course.Next(Midnight.AddMinutes(minute), Minute));
            // Rhythm of swing 10 with wanderings of sd 5.7: its tenth percentile lies some 11 below the mean.
            output.WriteLine($"{trend.Resting}");
            trend.Resting.Value.ShouldBeInRange(59, 69);
            trend.Resting.StandardDeviation.ShouldBeInRange(.5, 5);
        }
    }
}
