using System.Runtime.InteropServices;
using TwinGrid.Forecasts;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Respiration;
using TwinGrid.Physiology.Trends;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Lung;

/// <summary>
/// The lung: trend filters for how saturation and respiratory rate go on, and gas exchange with chemoreflexes, calibrated to how the patient breathes now,
/// for what events would change.
/// </summary>
[GrainType(OrganCatalogue.Lung)]
public sealed class LungOrgan(OrganServices shared)
    : TrendOrgan<LungState>(OrganCatalogue.Lung, Priors, shared)
{
    private static readonly Dictionary<Signal, TrendPrior> Priors = new()
    {
        [Signal.OxygenSaturation] = TrendPrior.OxygenSaturation,
        [Signal.RespiratoryRate] = TrendPrior.RespiratoryRate,
    };

    /// <summary>Saturation and rate of healthy people, where one of them was never seen.</summary>
    private const double UsualSaturation = 97, UsualRate = 15;

    /// <summary>Room for recent readings, shared by the lungs that look ahead on a thread.</summary>
    [ThreadStatic] private static List<(DateTimeOffset At, double Value)>? s_recent;

    protected override TimeSpan CourseStep => TimeSpan.FromMinutes(10);

    protected override TimeSpan OldestData => TimeSpan.FromMinutes(30);

    protected override bool IsLookedAheadOnOften => true;

    protected override string ModelVersion => LungTwin.ModelVersion;

    /// <summary>A bedside monitor sends far more than a trend needs; what is charted comes seldom.</summary>
    protected override TimeSpan BucketOf(Signal signal) => TimeSpan.FromSeconds(30);

    /// <summary>Breathing that gets worse within minutes is foretold as it goes, not as it usually is. The window and the course kept hold what is needed: nothing more is stored.</summary>
    protected override QuantileCourse Watched(Signal signal, QuantileCourse trend, DateTimeOffset asOf)
    {
        var recent = s_recent ??= [];
        recent.Clear();
        var waiting = State.Window.Waiting;
        for (var i = 0; i < waiting.Count; i++)
            if (waiting[i].Sign is var sign && sign.Signal == signal && sign.IsBelieved) recent.Add((sign.ObservedAt, sign.Value));
        var past = State.Courses.TryGetValue(signal, out var course) ? course.Between(asOf - TimeSpan.FromDays(1), asOf).Values : [];
        return CourseUnderWay.Seen(CollectionsMarshal.AsSpan(recent), asOf, past, Priors[signal])?.Joined(trend, asOf, Priors[signal]) ?? trend;
    }

    protected override void Consumed(in VitalSign sign) => State.Oxygen = OxygenIn(sign) ?? State.Oxygen;

    protected override (Func<QuantileCourse, QuantileCourse>? Change, string? Declined) Change(
        Signal signal, TrendSet trends, IReadOnlyList<ScenarioEvent> events, TimeSpan horizon, DateTimeOffset asOf)
    {
        if (Adults.Refusal(State.Profile, asOf) is { } refused) return (null, refused);
        if (ScenarioWords.Unknown(events, LungScenarios.Known) is { } unknown) return (null, $"The lung model does not know what {unknown} would change; it knows {ScenarioWords.Of(LungScenarios.Known)}.");
        LungEvent[] happenings = [.. events.Select(LungScenarios.Of)];
        var person = PersonOf(State.Profile!, trends, OxygenAt(asOf), asOf);
        return (undisturbed => LungTwin.Calibrate(person).Imagine(happenings, horizon).Applied(undisturbed, asOf, LungScenarios.SignOf(signal)), null);
    }

    protected override OrganGlance LookAt()
    {
        // As the patient breathes now: what still waits counts, or oxygen just given would not show.
        var (trends, oxygen) = (TrendsAt(DateTimeOffset.MaxValue, only: null), OxygenAt(DateTimeOffset.MaxValue));
        var at = trends.Newest;
        var lung = at is { } newest && Adults.Refusal(State.Profile, newest) is null
            ? LungTwin.Calibrate(PersonOf(State.Profile!, trends, oxygen, newest))
            : null;
        return new(
            OrganCatalogue.Lung, lung is null ? Trends.All.Select(followed => followed.Trend.ModelVersion).FirstOrDefault("vital-trend") : LungTwin.ModelVersion,
            [.. RestingEstimates, .. lung is null ? [] : Figures(lung, oxygen)], lung is null ? null : at, State.Trouble, State.LearnedNight);
    }

    private static IEnumerable<OrganEstimate> Figures(LungTwin lung, double? oxygen)
    {
        yield return new("shunt", 100 * lung.Shunt.Value, 100 * lung.Shunt.StandardDeviation, "%");
        yield return new("arterial oxygen", lung.ArterialO2.Value, lung.ArterialO2.StandardDeviation, "mm[Hg]");
        yield return new("minute ventilation at rest", lung.Ventilation.Value, lung.Ventilation.StandardDeviation, "L/min");
        yield return new("oxygen breathed", 100 * (oxygen ?? Air.Oxygen), 0, "%");
        yield return new("cardiac output (expected)", lung.Lung.CardiacOutput, .15 * lung.Lung.CardiacOutput, "L/min");
    }

    /// <summary>Fraction of oxygen breathed as of a time, what still waits included; null: air.</summary>
    private double? OxygenAt(DateTimeOffset asOf) => State.Window.Waiting
        .Where(sample => sample.Sign.IsBelieved && sample.Sign.ObservedAt <= asOf).Aggregate(State.Oxygen, (oxygen, sample) => OxygenIn(sample.Sign) ?? oxygen);

    private static double? OxygenIn(in VitalSign sign) => sign.Signal switch
    {
        Signal.InspiredOxygen => Math.Clamp(sign.Value / 100, Air.Oxygen, 1),
        Signal.OxygenFlow => PersonBreathing.OxygenByFlow(sign.Value),
        _ => null,
    };

    /// <summary>The shunt is that of the saturation now, the rate that of rest, the output that of size and age: rest does not tell another.</summary>
    private static PersonBreathing PersonOf(PatientProfile profile, TrendSet trends, double? oxygen, DateTimeOffset at)
    {
        var size = RestingFigures.Of(profile.AgeYears(at), profile.HeightCm, profile.WeightKg, Adults.IsFemale(profile), null, null, null, null);
        return new(
            Math.Clamp(trends.Resting(Signal.RespiratoryRate)?.Value ?? UsualRate, 4, 60), Math.Clamp(trends[Signal.OxygenSaturation]?.Level.Value ?? UsualSaturation, 50, 100),
            oxygen ?? Air.Oxygen, size.ExpectedOutput, size.WeightKg, Adults.IsFemale(profile), profile.Has(PatientProfile.HypercapnicRespiratoryFailure));
    }
}

/// <summary>What the lung keeps.</summary>
[GenerateSerializer, Alias("TwinGrid.LungState")]
public sealed class LungState : OrganState, ITrendState
{
    [Id(0)] public SortedDictionary<Signal, SavedTrend> Trends { get; set; } = [];

    /// <summary>Fraction of oxygen breathed, by what was charted last; null: nothing was, air.</summary>
    [Id(1)] public double? Oxygen { get; set; }
}
