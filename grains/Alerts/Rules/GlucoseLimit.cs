using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts.Rules;

/// <summary>Measured glucose beyond the limits of the international consensus: below 54 high, below 70 medium, above 250 medium (mg/dL).</summary>
/// <remarks>Battelino et al., Clinical targets for continuous glucose monitoring data interpretation, Diabetes Care 42:1593, 2019: levels 1 and 2.</remarks>
public sealed class GlucoseLimit : AlertRule
{
    public const double VeryLow = 54;
    public const double Low = 70;
    public const double High = 250;

    /// <summary>How far beyond a limit glucose must return before its alert clears: the noise of a monitor is about 10 mg/dL.</summary>
    private const double ClearBy = 10;

    public override string Name => "glucose-limit";

    public override void Judge(in TwinCircumstances twin, DateTimeOffset now, List<Finding> found)
    {
        var (interstitial, blood) = (twin.Latest.Newest(Signal.Glucose), twin.Latest.Newest(Signal.BloodGlucose));
        Judge(interstitial, other: blood, now, found);
        Judge(blood, other: interstitial, now, found);
    }

    /// <param name="other">The other way of measuring: it raises nothing here, but it may clear what a finger stick of an hour ago has raised.</param>
    private void Judge(LatestSign? measured, LatestSign? other, DateTimeOffset now, List<Finding> found)
    {
        if (measured is not { } sign) return;
        var (low, high) = (new Condition(Name, sign.Signal, Direction.Low), new Condition(Name, sign.Signal, Direction.High));
        var isFresh = IsFresh(sign, now);
        var value = isFresh ? sign.Value : other is { } witness && IsFresh(witness, now) ? witness.Value : (double?)null;
        if (isFresh && value < VeryLow) found.Add(Found(low, Severity.High, sign, $"below {VeryLow} mg/dL, the limit of dangerous hypoglycaemia"));
        else if (isFresh && value < Low) found.Add(Found(low, Severity.Medium, sign, $"below {Low} mg/dL"));
        else if (isFresh && value > High) found.Add(Found(high, Severity.Medium, sign, $"above {High} mg/dL"));
        else
        {
            if (value is null or < Low + ClearBy) found.Add(Finding.Holds(low));
            if (value is null or > High - ClearBy) found.Add(Finding.Holds(high));
        }
    }

    private static Finding Found(Condition condition, Severity severity, LatestSign sign, string why) => new(
        condition, severity, Raises: true, sign.Value, SignalCatalogue.Of(sign.Signal).Unit, sign.Trend, sign.ObservedAt, $"{Wording.Of(sign)}: {why}.");
}
