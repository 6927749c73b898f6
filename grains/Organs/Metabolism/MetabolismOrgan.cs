using Microsoft.Extensions.Logging;
using TwinGrid.Forecasts;
using TwinGrid.Grains.Saving;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Metabolism;

/// <summary>
/// Glucose and insulin: UVA/Padova for type 1, Dalla Man 2007 for healthy and type 2, calibrated to the patient by what the sensors show.
/// </summary>
[GrainType(OrganCatalogue.Metabolism)]
public sealed class MetabolismOrgan(SavedStates states, IVitalsHistory history, OrganOptions options, ILogger<MetabolismOrgan> logger)
    : OrganGrain<MetabolismState>(OrganCatalogue.Metabolism, states, history, options, logger)
{
    /// <summary>No glucose forecast from older data (PROMISES L6, after Nightscout).</summary>
    private static readonly TimeSpan OldestData = TimeSpan.FromMinutes(10);

    /// <summary>Who is assumed while no profile is known.</summary>
    private static readonly MetabolismPatient Adult = new(MetabolismKind.Healthy, WeightKg: 70, AgeYears: 45);

    private const string NoModelYet = "glucose";

    private static readonly ScenarioEventKind[] Known = [ScenarioEventKind.Meal, ScenarioEventKind.Insulin, ScenarioEventKind.Exercise, ScenarioEventKind.SkippedDose];

    private Following _following = new(null, []);

    protected override TimeSpan BucketOf(Signal signal) => signal is Signal.Glucose or Signal.BloodGlucose ? TimeSpan.FromMinutes(1) : TimeSpan.Zero;

    protected override void Wake() => _following = new Following(
        State.Model is { } saved ? GlucoseTwin.Restore(PatientOf(State.Profile, saved.At), saved.ToModel()) : null, [.. State.Ahead.Select(dose => dose.ToModel())]);

    protected override void StartAnew()
    {
        State.Model = null;
        State.Ahead = [];
        _following = new Following(null, []);
    }

    protected override void Store()
    {
        State.Model = _following.Model is { } model ? SavedGlucoseTwin.Of(model.Save()) : null;
        State.Ahead = [.. _following.Ahead.Select(SavedDose.Of)];
    }

    protected override void Consume(IReadOnlyList<WaitingSample> samples) => Follow(_following, samples);

    protected override Forecast LookAhead(Signal signal, TimeSpan horizon, DateTimeOffset asOf, IReadOnlyList<ScenarioEvent> events)
    {
        if (NewestGlucose(asOf) is not { } newest)
            return Forecasts.Forecast.Decline(signal, asOf, NoModelYet, null, "No glucose has been observed yet.");
        var age = asOf - newest;
        if (age > OldestData)
            return Forecasts.Forecast.Decline(signal, asOf, _following.Model?.ModelVersion ?? NoModelYet, age, $"The newest glucose is {age.TotalMinutes:0} min old; a forecast needs one of the last {OldestData.TotalMinutes:0} min.");
        if (ScenarioWords.Unknown(events, Known) is { } unknown)
            return Forecasts.Forecast.Decline(signal, asOf, _following.Model?.ModelVersion ?? NoModelYet, age, $"The glucose model does not know what {unknown} would change; it knows {ScenarioWords.Of(Known)}.");
        var following = new Following(_following.Model?.Copy(), [.. _following.Ahead]);
        Follow(following, State.Window.Waiting.Where(sample => sample.Sign.ObservedAt <= asOf));
        var model = following.Model!;
        if (asOf > model.At) model.Advance(asOf, following.TakeBefore(asOf));
        var future = following.Ahead.Concat(events.Select(planned => EventOf(planned, asOf))).OrderBy(e => e.At).ToArray();
        var course = model.Forecast(horizon, Forecasts.Forecast.StandardStep, [.. Forecasts.Forecast.StandardLevels], future);
        return new Forecast(signal, asOf, course.Start, course.Step, course.Levels, course.Values, model.ModelVersion, age, null);
    }

    protected override OrganGlance LookAt() => new(
        OrganCatalogue.Metabolism, _following.Model?.ModelVersion ?? NoModelYet,
        [.. (_following.Model?.Estimates ?? []).Select(estimate => new OrganEstimate(estimate.Name, estimate.Value, estimate.StandardDeviation, estimate.Unit))],
        _following.Model?.CalibratedAt, State.Trouble, State.LearnedNight);

    private void Follow(Following following, IEnumerable<WaitingSample> samples)
    {
        foreach (var (sign, _, _) in samples)
        {
            if (!sign.IsBelieved) continue;
            if (sign.Signal is Signal.Glucose or Signal.BloodGlucose) Measure(following, sign);
            else following.Ahead.Add(EventOf(sign));
        }
    }

    private void Measure(Following following, VitalSign glucose)
    {
        if (following.Model is not { } model)
        {
            following.Model = GlucoseTwin.Start(PatientOf(State.Profile, glucose.ObservedAt), glucose.ObservedAt, glucose.Value);
            return;
        }
        if (glucose.ObservedAt > model.At) model.Advance(glucose.ObservedAt, following.TakeBefore(glucose.ObservedAt));
        model.Assimilate(glucose.Value);
    }

    private DateTimeOffset? NewestGlucose(DateTimeOffset asOf) => State.Window.Waiting
        .LastOrDefault(sample => sample.Sign.IsBelieved && sample.Sign.ObservedAt <= asOf && sample.Sign.Signal is Signal.Glucose or Signal.BloodGlucose) is { DeviceId: not null } waiting
            ? waiting.Sign.ObservedAt
            : _following.Model?.At;

    private static MetabolismPatient PatientOf(PatientProfile? profile, DateTimeOffset at) => new(
        profile?.DiabetesType switch
        {
            DiabetesType.Type1 => MetabolismKind.Type1,
            DiabetesType.Type2 => MetabolismKind.Type2,
            _ => MetabolismKind.Healthy,
        },
        profile?.WeightKg ?? Adult.WeightKg, profile?.AgeYears(at) ?? Adult.AgeYears);

    private static MetabolicEvent EventOf(VitalSign dose) => new(dose.ObservedAt, dose.Signal switch
    {
        Signal.Carbohydrate => MetabolicEventKind.CarbohydrateG,
        Signal.InsulinBolus => MetabolicEventKind.InsulinBolusIU,
        Signal.InsulinBasalRate => MetabolicEventKind.InsulinBasalRateIUPerH,
        _ => throw new ArgumentOutOfRangeException(nameof(dose), dose.Signal, "The metabolism takes no such event."),
    }, dose.Value, TimeSpan.Zero);

    private static MetabolicEvent EventOf(ScenarioEvent planned, DateTimeOffset asOf) => planned.Kind switch
    {
        ScenarioEventKind.Meal => new(asOf + planned.After, MetabolicEventKind.CarbohydrateG, planned.Amount, planned.Duration),
        ScenarioEventKind.Insulin => new(asOf + planned.After, MetabolicEventKind.InsulinBolusIU, planned.Amount, TimeSpan.Zero),
        ScenarioEventKind.Exercise => new(asOf + planned.After, MetabolicEventKind.HeartRatePerMin, planned.Amount, planned.Duration),
        ScenarioEventKind.SkippedDose => new(asOf + planned.After, MetabolicEventKind.InsulinBasalRateIUPerH, 0, planned.Duration),
        _ => throw new ArgumentOutOfRangeException(nameof(planned), planned.Kind, "Unknown scenario event."),
    };

    /// <summary>A model on its way through time, with doses known but not yet passed.</summary>
    private sealed class Following(GlucoseTwin? model, List<MetabolicEvent> ahead)
    {
        public GlucoseTwin? Model { get; set; } = model;

        public List<MetabolicEvent> Ahead { get; } = ahead;

        public MetabolicEvent[] TakeBefore(DateTimeOffset to)
        {
            MetabolicEvent[] passed = [.. Ahead.Where(e => e.At < to).OrderBy(e => e.At)];
            Ahead.RemoveAll(e => e.At < to);
            return passed;
        }
    }
}
