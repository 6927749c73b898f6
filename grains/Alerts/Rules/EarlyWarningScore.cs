using TwinGrid.Alerts;
using TwinGrid.Grains.Vitals;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts.Rules;

/// <summary>NEWS2 with the college's triggers: a single 3 is low, 5 and 6 medium, 7 and more high.</summary>
/// <remarks>
/// The score is made for spot checks of patients at rest. So the heart and breath of somebody in motion are left out, and a single 3 that a monitor shows for
/// one sample only, between others that are better, waits for the next sample.
/// </remarks>
public sealed class EarlyWarningScore : AlertRule
{
    private static readonly Condition Deterioration = new("news2", Signal.None, Direction.High);

    public override string Name => Deterioration.Rule;

    /// <summary>A patient on the edge of a band crosses it with every breath.</summary>
    public override TimeSpan ClearsAfter => TimeSpan.FromMinutes(10);

    public override void Judge(in TwinCircumstances twin, DateTimeOffset now, List<Finding> found)
    {
        if (twin.Profile is not { } profile || !News2.AppliesTo(profile, now)) return;
        if (!IsAnyFresh(twin.Latest, now))
        {
            found.Add(Finding.Holds(Deterioration));
            return;
        }
        var latest = twin.Latest;
        var parameters = AtRest(News2.ParametersOf(latest, profile, now, missing: null), latest, now);
        var points = News2.Score(parameters);
        if (SeverityOf(points) is not { } severity) return;
        if (severity == Severity.Low && !News2.Score(Smoothed(parameters, latest)).AnySingleThree)
        {
            found.Add(Finding.Holds(Deterioration));
            return;
        }
        var newest = NewestOfScored(latest);
        found.Add(new Finding(Deterioration, severity, Raises: true, points.Total, "{score}", Trend.Unknown, newest, Reason(points, parameters, newest!.Value)));
    }

    private static DateTimeOffset? NewestOfScored(LatestSigns latest) => Scored.Max(signal => latest.Newest(signal)?.ObservedAt);

    private static bool IsAnyFresh(LatestSigns latest, DateTimeOffset now)
    {
        foreach (var signal in Scored)
            if (latest.Newest(signal) is { } sign && IsFresh(sign, now)) return true;
        return false;
    }

    private static readonly Signal[] Scored =
    [
        Signal.RespiratoryRate, Signal.OxygenSaturation, Signal.OxygenFlow, Signal.InspiredOxygen, Signal.SystolicPressure, Signal.HeartRate,
        Signal.Consciousness, Signal.BodyTemperature,
    ];

    /// <summary>How many samples, and how close together, a monitor's median is taken over.</summary>
    private const int Neighbours = 3;
    private static readonly TimeSpan Close = TimeSpan.FromMinutes(3);

    private static News2Parameters AtRest(News2Parameters p, LatestSigns latest, DateTimeOffset now) => !Exertion.IsLikely(latest, now) ? p : p with
    {
        HeartRate = p.HeartRate > 90 ? null : p.HeartRate,
        RespiratoryRate = p.RespiratoryRate > 20 ? null : p.RespiratoryRate,
    };

    private static News2Parameters Smoothed(News2Parameters p, LatestSigns latest)
    {
        return p with
        {
            RespiratoryRate = Median(Signal.RespiratoryRate, p.RespiratoryRate),
            OxygenSaturation = Median(Signal.OxygenSaturation, p.OxygenSaturation),
            SystolicPressure = Median(Signal.SystolicPressure, p.SystolicPressure),
            HeartRate = Median(Signal.HeartRate, p.HeartRate),
            Temperature = Median(Signal.BodyTemperature, p.Temperature),
        };

        double? Median(Signal signal, double? newest)
        {
            if (newest is null) return null;
            var recent = latest.Believed(signal).TakeLast(Neighbours).ToList();
            var isMonitored = recent.Count == Neighbours && recent[^1].ObservedAt - recent[0].ObservedAt <= Close;
            return isMonitored ? recent.Select(sample => sample.Value).Order().ElementAt(Neighbours / 2) : newest;
        }
    }

    private static Severity? SeverityOf(News2Points points) => points switch
    {
        { Total: >= 7 } => Severity.High,
        { Total: >= 5 } => Severity.Medium,
        { AnySingleThree: true } => Severity.Low,
        _ => null,
    };

    private static string Reason(News2Points points, News2Parameters p, DateTimeOffset at)
    {
        (Signal Signal, double? Value, int Points)[] parts =
        [
            (Signal.RespiratoryRate, p.RespiratoryRate, points.Respiration),
            (Signal.OxygenSaturation, p.OxygenSaturation, points.Oxygenation),
            (Signal.SystolicPressure, p.SystolicPressure, points.Systolic),
            (Signal.HeartRate, p.HeartRate, points.Pulse),
            (Signal.Consciousness, p.Consciousness, points.Consciousness),
            (Signal.BodyTemperature, p.Temperature, points.Temperature),
        ];
        var scoring = parts.Where(part => part.Points > 0).OrderByDescending(part => part.Points)
            .Select(part => $"{Wording.Name(part.Signal)} {Wording.Amount(part.Signal, part.Value!.Value)} ({part.Points})");
        if (points.AirOrOxygen > 0) scoring = scoring.Append($"on oxygen ({points.AirOrOxygen})");
        return $"NEWS2 is {points.Total} at {Wording.Clock(at)} from {string.Join(", ", scoring)}: {News2.Response(points.Total, points.AnySingleThree)}.";
    }
}
