using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Vitals;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts.Rules;

/// <summary>
/// A signal that is expected beyond a limit with a probability of at least 50 %: glucose below 70 mg/dL (medium) or above 250 mg/dL (low) within its
/// horizon; saturation and respiratory rate within half an hour into the bands that score 3 in NEWS2 (medium).
/// </summary>
/// <remarks>Saturation and rate move with every breath: it is the median of the course that must cross, and the course leaves the usual level only when it is plainly under way.</remarks>
public sealed class ForecastCrossing : AlertRule
{
    /// <summary>A forecast that is older no longer looks ahead.</summary>
    private static readonly TimeSpan StandsFor = TimeSpan.FromMinutes(15);

    /// <summary>How far ahead a trend of breathing is believed.</summary>
    private static readonly TimeSpan BreathAhead = TimeSpan.FromMinutes(30);

    /// <summary>Bands of NEWS2 that score 3: saturation at or below 91 %, on the second scale 83 %; rate 25 and more, 8 and less. Half way to the next whole number.</summary>
    private const double LowSaturation = 91.5, LowSaturationOnScale2 = 83.5, HighRate = 24.5, LowRate = 8.5;

    private static readonly Limit[] Limits =
    [
        new("Glucose", Signal.Glucose, Direction.Low, _ => GlucoseLimit.Low, Severity.Medium, TimeSpan.MaxValue),
        new("Glucose", Signal.Glucose, Direction.High, _ => GlucoseLimit.High, Severity.Low, TimeSpan.MaxValue),
        new("Oxygen saturation", Signal.OxygenSaturation, Direction.Low, LowestSaturation, Severity.Medium, BreathAhead) { Margin = 3 },
        new("Respiratory rate", Signal.RespiratoryRate, Direction.High, _ => HighRate, Severity.Medium, BreathAhead) { Margin = 4 },
        new("Respiratory rate", Signal.RespiratoryRate, Direction.Low, _ => LowRate, Severity.Medium, BreathAhead) { Margin = 3 },
    ];

    public const string RuleName = "forecast-crossing";

    public override string Name => RuleName;

    public override int Version => 2;

    /// <summary>Three intervals of a monitor: a forecast that wavers does not call twice.</summary>
    public override TimeSpan ClearsAfter => TimeSpan.FromMinutes(15);

    public override void Judge(in TwinCircumstances twin, DateTimeOffset now, List<Finding> found)
    {
        foreach (var limit in Limits)
        {
            if (limit.Signal == Signal.RespiratoryRate && limit.Direction == Direction.High && Exertion.IsLikely(twin.Latest, now)) continue;
            var ahead = Standing(twin.Ahead, limit.Signal, now);
            var newest = twin.Latest.Newest(limit.Signal);
            var value = limit.Value(twin.Profile);
            if (ahead is null) found.Add(limit.Holds); // blindness is no proof of health
            else if (IsBeyond(newest, value, limit.Direction)) continue; // no longer ahead: the measured value speaks for itself
            else if (limit.IsNear(newest, value) && ahead.On(limit.Direction).Crossing is { } crossing) found.Add(Found(limit.Condition, crossing, limit, value, ahead, newest));
            else if (ahead.On(limit.Direction).IsNear) found.Add(limit.Holds);
        }
    }

    /// <summary>
    /// Whether what is measured of breathing stands so near to a limit that a look ahead can call. Farther off it changes no alert that is not there yet.
    /// </summary>
    public static bool IsBreathNear(LatestSigns latest, PatientProfile? profile)
    {
        foreach (var limit in Limits)
            if (limit.Signal != Signal.Glucose && latest.Newest(limit.Signal) is { } newest && limit.IsNear(newest, limit.Value(profile))) return true;
        return false;
    }

    /// <summary>What a forecast shows of the limits of its signal; null when it is declined.</summary>
    public static Outlook? Foresee(Forecast forecast, PatientProfile? profile)
    {
        return forecast.IsDeclined ? null : new Outlook(forecast.Signal, forecast.MadeAt, On(Direction.Low), On(Direction.High)) { ModelVersion = forecast.ModelVersion };

        LimitAhead On(Direction side)
        {
            foreach (var limit in Limits)
                if (limit.Signal == forecast.Signal && limit.Direction == side)
                    return new LimitAhead(Crossing.IsNear(forecast, limit.Value(profile), side), limit.Crossed(forecast, profile));
            return default;
        }
    }

    /// <summary>When a forecast first expects a limit to be crossed behind a time; null when it does not, or its signal has no limits here.</summary>
    public static DateTimeOffset? FirstExpected(Forecast forecast, PatientProfile? profile, DateTimeOffset after)
    {
        DateTimeOffset? first = null;
        foreach (var limit in Limits)
            if (limit.Crossed(forecast, profile) is { } crossing && crossing.Expected > after && !(crossing.Expected >= first)) first = crossing.Expected;
        return first;
    }

    private static Outlook? Standing(IReadOnlyList<Outlook> ahead, Signal signal, DateTimeOffset now)
    {
        for (var i = 0; i < ahead.Count; i++)
            if (ahead[i].Signal == signal && now - ahead[i].MadeAt <= StandsFor) return ahead[i];
        return null;
    }

    private static double LowestSaturation(PatientProfile? profile) =>
        profile?.Has(PatientProfile.HypercapnicRespiratoryFailure) == true ? LowSaturationOnScale2 : LowSaturation;

    private static bool IsBeyond(LatestSign? newest, double limit, Direction direction) =>
        newest is { } sign && (direction == Direction.Low ? sign.Value < limit : sign.Value > limit);

    private static Finding Found(Condition condition, Crossing crossing, Limit limit, double value, Outlook ahead, LatestSign? newest)
    {
        var side = condition.Direction == Direction.Low ? "below" : "above";
        var until = crossing.Latest is { } latest ? $"and {Wording.Clock(latest)}" : "and later";
        var from = newest is { } sign ? $" Now: {Wording.Of(sign)}." : "";
        var definition = SignalCatalogue.Of(limit.Signal);
        return new Finding(
            condition, limit.Severity, Raises: true, crossing.Value, definition.Unit, newest?.Trend ?? Trend.Unknown, crossing.Expected,
            $"{limit.Noun} is expected {side} {Wording.Number(value, 1)} {Wording.Unit(definition.Unit)} at {Wording.Clock(crossing.Expected)}, in {Wording.Span(crossing.Expected - ahead.MadeAt)} "
            + $"(half of the forecast's courses between {Wording.Clock(crossing.Earliest)} {until}), with a probability of at least 50 %.{from}") { Model = ahead.ModelVersion };
    }

    private sealed record Limit(string Noun, Signal Signal, Direction Direction, Func<PatientProfile?, double> Value, Severity Severity, TimeSpan Within)
    {
        /// <summary>What is measured must have come so near to the limit already: the bands of NEWS2 that score at all. Farther off, a course of minutes proves nothing.</summary>
        public double Margin { get; init; } = double.PositiveInfinity;

        public Condition Condition { get; } = new(RuleName, Signal, Direction);

        /// <summary>It may be so: with every packet of most twins, so there is one for all.</summary>
        public Finding Holds { get; } = Finding.Holds(new(RuleName, Signal, Direction));

        public bool IsNear(LatestSign? newest, double limit) => newest is not { } sign || Math.Abs(sign.Value - limit) <= Margin;

        public Crossing? Crossed(Forecast forecast, PatientProfile? profile) =>
            forecast.Signal == Signal && Crossing.Find(forecast, Value(profile), Direction) is { } crossing && crossing.Expected - forecast.MadeAt <= Within ? crossing : null;
    }
}
