using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Alerts;
using TwinGrid.Grains.Alerts.Rules;
using TwinGrid.Grains.Organs;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Trends;
using TwinGrid.Vitals;
using Xunit.Abstractions;

namespace TwinGrid.Grains.Tests.Alerts;

/// <summary>Trends of saturation and respiratory rate, judged every minute as the twin does.</summary>
public sealed class Breath_is_watched_ahead(ITestOutputHelper output)
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void thirty_five_quiet_patients_call_at_most_once_a_day()
    {
        var called = Enumerable.Range(0, 35).SelectMany(person => Called(person, hours: 24, (minute, noise) => Quiet(person, minute, noise))).ToList();
        output.WriteLine($"{called.Count} alerts of 35 quiet days");
        foreach (var alert in called) output.WriteLine($"{alert.TwinId} {alert.Reason}");
        called.Count.ShouldBeLessThanOrEqualTo(1);
    }

    [Fact]
    public void a_saturation_that_sinks_is_called_before_it_is_low()
    {
        var leads = Enumerable.Range(100, 12).Select(person =>
        {
            var begins = 8 * 60;
            var alert = Called(person, hours: 10, (minute, noise) =>
            {
                var (saturation, rate) = Quiet(person, minute, noise);
                return (saturation - 12 * Math.Clamp((minute - begins) / 60d, 0, 1), rate + 14 * Math.Clamp((minute - begins) / 60d, 0, 1));
            }).Where(alert => alert.RaisedAt >= Midnight.AddMinutes(begins)).OrderBy(alert => alert.RaisedAt).FirstOrDefault();
            var low = Enumerable.Range(0, 120).First(i => Quiet(person, begins + i, new CounterNoise((ulong)person)).Saturation - i / 5d <= 91.5);
            return alert is null ? (double?)null : begins + low - (alert.RaisedAt - Midnight).TotalMinutes;
        }).ToList();
        output.WriteLine("minutes before: " + string.Join(' ', leads.Select(lead => lead?.ToString("0") ?? "never")));
        leads.ShouldAllBe(lead => lead > 0);
        leads.Order().ElementAt(leads.Count / 2)!.Value.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void a_probe_that_falls_off_calls_nobody() => Called(7, hours: 12, (minute, noise) => (minute % 90 is > 30 and < 35 ? 0 : 97, 15)).ShouldBeEmpty();

    /// <summary>A level of one's own, a slow wave of sleep, wandering over minutes and hours, and the noise of a monitor that shows whole numbers.</summary>
    private static (double Saturation, double Rate) Quiet(int person, int minute, CounterNoise noise)
    {
        var night = Math.Cos(2 * Math.PI * (minute / 60d - 4) / 24);
        var saturation = 95 + person % 4 - .4 * night + .5 * Wander(0, 20) + .4 * Wander(1, 180) + .4 * noise.Normal(minute, 0, 2);
        var rate = 13 + person % 6 - night + 1.2 * Wander(3, 10) + .8 * Wander(4, 120) + 1.2 * noise.Normal(minute, 0, 5);
        return (Math.Min(100, Math.Round(saturation)), Math.Round(rate));

        double Wander(int purpose, int minutes)
        {
            var (place, share) = (minute / minutes, minute % minutes / (double)minutes);
            return (1 - share) * noise.Normal(place, 1, 10 + purpose) + share * noise.Normal(place + 1, 1, 10 + purpose);
        }
    }

    private static TrendPrior PriorOf(Signal signal) => signal == Signal.OxygenSaturation ? TrendPrior.OxygenSaturation : TrendPrior.RespiratoryRate;

    private static List<Alert> Called(int person, int hours, Func<int, CounterNoise, (double Saturation, double Rate)> body)
    {
        var (noise, latest, book, called) = (new CounterNoise((ulong)person), new LatestSigns(), new AlertBook(), new List<Alert>());
        var profile = new PatientProfile(new DateOnly(1960, 1, 1), Sex.Female, 165, 65, [], DiabetesType.None);
        var trends = new[] { (Signal.OxygenSaturation, VitalTrend.Start(TrendPrior.OxygenSaturation)), (Signal.RespiratoryRate, VitalTrend.Start(TrendPrior.RespiratoryRate)) };
        var recent = trends.ToDictionary(follow => follow.Item1, _ => new List<(DateTimeOffset, double)>());
        var past = trends.ToDictionary(follow => follow.Item1, _ => new CourseRing());
        for (var minute = 0; minute < hours * 60; minute++)
        {
            var now = Midnight.AddMinutes(minute);
            var (saturation, rate) = body(minute, noise);
            foreach (var (signal, trend) in trends)
            {
                var value = signal == Signal.OxygenSaturation ? saturation : rate;
                var sign = new VitalSign(signal, value, now, Flags: value == 0 ? SampleFlags.ProbeDisconnected : SampleFlags.None);
                latest.Add(sign, "monitor", minute);
                if (!sign.IsBelieved) continue;
                trend.Assimilate(now, value);
                recent[signal].Add((now, value));
                past[signal].Note(now, trend.Level.Value);
            }
            var ahead = trends.Where(follow => follow.Item2.At is not null).Select(follow =>
            {
                var trend = follow.Item2.Forecast(now, TimeSpan.FromHours(1), Forecast.StandardStep, [.. Forecast.StandardLevels]);
                var course = CourseUnderWay.Seen([.. recent[follow.Item1]], now, past[follow.Item1].Between(now.AddDays(-1), now.AddMinutes(-15)).Values, PriorOf(follow.Item1))?.Joined(trend, now, PriorOf(follow.Item1)) ?? trend;
                return ForecastCrossing.Foresee(new Forecast(follow.Item1, now, course.Start, course.Step, course.Levels, course.Values, "vital-trend", now - follow.Item2.At!.Value, null), profile)!;
            }).ToList();
            called.AddRange(book.Judge(new TwinCircumstances(TwinId.Parse($"p{person}"), profile, latest, new DeviceMarks(), ahead) { IsArrival = true }, now)
                .Where(alert => alert is { Rule: "forecast-crossing", Version: 1 }));
        }
        return called;
    }
}
