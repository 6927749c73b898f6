using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts.Rules;

/// <summary>Glucose that is expected below 70 mg/dL (medium) or above 250 mg/dL (low) within the horizon with a probability of at least 50 %.</summary>
public sealed class ForecastCrossing : AlertRule
{
    /// <summary>A forecast that is older no longer looks ahead.</summary>
    private static readonly TimeSpan StandsFor = TimeSpan.FromMinutes(15);

    public override string Name => "forecast-crossing";

    /// <summary>Three intervals of a monitor: a forecast that wavers does not call twice.</summary>
    public override TimeSpan ClearsAfter => TimeSpan.FromMinutes(15);

    public override IEnumerable<Finding> Judge(TwinCircumstances twin, DateTimeOffset now)
    {
        var forecast = twin.Forecasts.FirstOrDefault(f => f.Signal == Signal.Glucose && !f.IsDeclined && now - f.MadeAt <= StandsFor);
        var newest = twin.Latest.Newest(Signal.Glucose);
        foreach (var (limit, direction) in Limits)
        {
            var condition = new Condition(Name, Signal.Glucose, direction);
            if (forecast is null) yield return Finding.Holds(condition); // blindness is no proof of health
            else if (IsBeyond(newest, limit, direction)) continue; // no longer ahead: the measured value speaks for itself
            else if (Crossing.Find(forecast, limit, direction) is { } crossing) yield return Found(condition, crossing, limit, forecast, newest);
            else if (Crossing.IsNear(forecast, limit, direction)) yield return Finding.Holds(condition);
        }
    }

    /// <summary>The limits a forecast is watched for, mg/dL.</summary>
    public static IReadOnlyList<(double Limit, Direction Direction)> Limits { get; } = [(GlucoseLimit.Low, Direction.Low), (GlucoseLimit.High, Direction.High)];

    private static bool IsBeyond(LatestSign? newest, double limit, Direction direction) =>
        newest is { } sign && (direction == Direction.Low ? sign.Value < limit : sign.Value > limit);

    private static Finding Found(Condition condition, Crossing crossing, double limit, Forecast forecast, LatestSign? newest)
    {
        var side = condition.Direction == Direction.Low ? "below" : "above";
        var until = crossing.Latest is { } latest ? $"and {Wording.Clock(latest)}" : "and later";
        var from = newest is { } sign ? $" Now: {Wording.Of(sign)}." : "";
        return new Finding(
            condition, condition.Direction == Direction.Low ? Severity.Medium : Severity.Low, Raises: true, crossing.Value, SignalCatalogue.Of(Signal.Glucose).Unit,
            newest?.Trend ?? Trend.Unknown, crossing.Expected,
            $"Glucose is expected {side} {limit} mg/dL at {Wording.Clock(crossing.Expected)}, in {Wording.Span(crossing.Expected - forecast.MadeAt)} "
            + $"(half of the forecast's courses between {Wording.Clock(crossing.Earliest)} {until}), with a probability of at least 50 %.{from}");
    }
}
