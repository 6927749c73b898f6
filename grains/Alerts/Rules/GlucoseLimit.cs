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

    public override IEnumerable<Finding> Judge(TwinCircumstances twin, DateTimeOffset now)
    {
        foreach (var signal in (Signal[])[Signal.Glucose, Signal.BloodGlucose])
        {
            if (twin.Latest.Newest(signal) is not { } sign) continue;
            var (low, high) = (new Condition(Name, signal, Direction.Low), new Condition(Name, signal, Direction.High));
            if (!IsFresh(sign, now))
            {
                yield return Finding.Holds(low);
                yield return Finding.Holds(high);
            }
            else if (sign.Value < VeryLow) yield return Found(low, Severity.High, sign, $"below {VeryLow} mg/dL, the limit of dangerous hypoglycaemia");
            else if (sign.Value < Low) yield return Found(low, Severity.Medium, sign, $"below {Low} mg/dL");
            else if (sign.Value < Low + ClearBy) yield return Finding.Holds(low);
            else if (sign.Value > High) yield return Found(high, Severity.Medium, sign, $"above {High} mg/dL");
            else if (sign.Value > High - ClearBy) yield return Finding.Holds(high);
        }
    }

    private static Finding Found(Condition condition, Severity severity, LatestSign sign, string why) => new(
        condition, severity, Raises: true, sign.Value, SignalCatalogue.Of(sign.Signal).Unit, sign.Trend, sign.ObservedAt, $"{Wording.Of(sign)}: {why}.");
}
