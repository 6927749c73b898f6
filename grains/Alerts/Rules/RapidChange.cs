using TwinGrid.Alerts;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts.Rules;

/// <summary>A signal that moves faster than a body at rest moves it.</summary>
/// <remarks>
/// Glucose: 3 mg/dL per minute, the double arrow of continuous monitors (Dexcom), beyond which a value is wrong before it is read. The others: one band of
/// NEWS2 every five minutes, kept up for ten: two bands, and from the first to the last into the bands that score.
/// </remarks>
public sealed class RapidChange : AlertRule
{
    private readonly record struct Limit(Signal Signal, double PerMinute, Direction Direction, Severity Severity, Func<double, bool> Concerns);

    private static readonly Limit[] Limits =
    [
        new(Signal.Glucose, 3, Direction.Low, Severity.Medium, mgPerDl => mgPerDl < 180),
        new(Signal.Glucose, 3, Direction.High, Severity.Low, mgPerDl => mgPerDl > 180),
        new(Signal.HeartRate, 4, Direction.High, Severity.Low, perMinute => perMinute > 110),
        new(Signal.HeartRate, 4, Direction.Low, Severity.Medium, perMinute => perMinute <= 50),
        new(Signal.RespiratoryRate, .8, Direction.High, Severity.Medium, perMinute => perMinute > 20),
        new(Signal.RespiratoryRate, .8, Direction.Low, Severity.Medium, perMinute => perMinute < 12),
        new(Signal.OxygenSaturation, .4, Direction.Low, Severity.Medium, percent => percent < 94),
        new(Signal.SystolicPressure, 2, Direction.Low, Severity.Medium, mmHg => mmHg <= 110),
        new(Signal.SystolicPressure, 2, Direction.High, Severity.Low, mmHg => mmHg > 180),
    ];

    /// <summary>How long a rate must be kept up: two intervals of a glucose monitor.</summary>
    private static readonly TimeSpan KeptUp = TimeSpan.FromMinutes(9);

    /// <summary>An alert clears when the rate is below this part of what raised it.</summary>
    private const double ClearsBelow = 2d / 3;

    public override string Name => "rapid-change";

    public override TimeSpan ClearsAfter => TimeSpan.FromMinutes(5);

    public override void Judge(in TwinCircumstances twin, DateTimeOffset now, List<Finding> found)
    {
        var inMotion = Exertion.IsLikely(twin.Latest, now);
        foreach (var limit in Limits)
        {
            if (inMotion && limit is { Signal: Signal.HeartRate or Signal.RespiratoryRate, Direction: Direction.High }) continue;
            if (twin.Latest.Newest(limit.Signal) is not { ChangePerMinute: { } slope } sign) continue;
            var condition = new Condition(Name, limit.Signal, limit.Direction);
            var rate = limit.Direction == Direction.Low ? -slope : slope;
            if (!IsFresh(sign, now)) found.Add(Finding.Holds(condition));
            else if (rate >= limit.PerMinute && limit.Concerns(sign.Value) && SpanOf(twin.Latest, sign) >= KeptUp) found.Add(Found(condition, limit, sign));
            else if (rate >= limit.PerMinute * ClearsBelow) found.Add(Finding.Holds(condition));
        }
    }

    private static TimeSpan SpanOf(LatestSigns latest, LatestSign sign) =>
        sign.ObservedAt - latest.Believed(sign.Signal).First(sample => sign.ObservedAt - sample.ObservedAt <= Vitals.SignalTrend.Over).ObservedAt;

    private static Finding Found(Condition condition, Limit limit, LatestSign sign)
    {
        var unit = SignalCatalogue.Of(sign.Signal).Unit;
        return new Finding(
            condition, limit.Severity, Raises: true, sign.Value, unit, sign.Trend, sign.ObservedAt,
            $"{Wording.Of(sign)}: faster than {Wording.Number(limit.PerMinute, 1)} {Wording.Rate(sign.Signal)}.");
    }
}
