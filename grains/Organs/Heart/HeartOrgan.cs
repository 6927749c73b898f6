using TwinGrid.Forecasts;
using TwinGrid.Grains.Treatments;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Forecasting;
using TwinGrid.Physiology.Trends;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs.Heart;

/// <summary>
/// The heart: trend filters for how rate and pressures go on, and a closed circulation calibrated to how the patient rests for what events would change.
/// </summary>
[GrainType(OrganCatalogue.Heart)]
public sealed class HeartOrgan(OrganServices shared)
    : TrendOrgan<HeartState>(OrganCatalogue.Heart, Priors, shared), ICirculationOrgan
{
    private static readonly Dictionary<Signal, TrendPrior> Priors = new()
    {
        [Signal.HeartRate] = TrendPrior.HeartRate,
        [Signal.SystolicPressure] = TrendPrior.SystolicPressure,
        [Signal.DiastolicPressure] = TrendPrior.DiastolicPressure,
        [Signal.MeanArterialPressure] = TrendPrior.MeanArterialPressure,
    };

    /// <summary>How long a pressure is remembered once it is no longer measured: a person's mean is the person's for a month.</summary>
    private static readonly TimeSpan OldestRest = TimeSpan.FromDays(30);

    /// <summary>Calibrations lie at least so far apart, and answer only figures that have moved so far: /min, mmHg, mmHg. The night looks closer.</summary>
    private static readonly TimeSpan CalibrationsApart = TimeSpan.FromHours(2);
    private static readonly RestMove Material = new(5, 8, 6), AtNight = new(1.5, 2.5, 2);

    /// <summary>A resting value is known when it is known so well: about an hour's samples.</summary>
    private const double RateKnown = 5.5, PressureKnown = 8.5;

    /// <summary>What the record says of a heart (see <see cref="PatientProfile"/>).</summary>
    private const double ReducedEjectionFraction = .30, NarrowValveCm2 = .8;

    private HeartTwin? _heart;

    /// <summary>What beta blockers of a profile do, from a time on until one of its drugs ends: it is asked for with every sample.</summary>
    private (PatientProfile? Of, DateTimeOffset From, DateTimeOffset Until, Blockade Blockade) _held;

    /// <summary>The rest that no circulation was found for, and why; not saved, for it must not depend on whether anybody looked.</summary>
    private (SavedRest Of, string Why)? _unfit;

    protected override TimeSpan CourseStep => TimeSpan.FromMinutes(15);

    protected override TimeSpan OldestData => TimeSpan.FromHours(24);

    protected override string ModelVersion => HeartTwin.ModelVersion;

    /// <summary>The window keeps one sample per signal, device and minute: a bedside monitor sends far more than a trend needs.</summary>
    protected override TimeSpan BucketOf(Signal signal) => TimeSpan.FromMinutes(1);

    protected override string[] Derived => [nameof(HeartState.Heart)];

    protected override void Wake()
    {
        base.Wake();
        if (State.Rest is { } rest && Adults.Refusal(State.Profile, rest.At) is null && IsOther(rest, PersonOf(State.Profile!, Trends, rest.At))) ForgetRest();
    }

    protected override void LieDown()
    {
        base.LieDown();
        _heart = null;
    }

    protected override void StartAnew()
    {
        base.StartAnew();
        ForgetRest();
    }

    protected override void Consumed(in VitalSign sign)
    {
        var at = sign.ObservedAt;
        if (Adults.Refusal(State.Profile, at) is not null) return;
        if (State.Rest is { } rest ? at - rest.At < CalibrationsApart || !HasMoved(rest, PersonOf(State.Profile!, Trends, at)) : !IsKnown) return;
        RestAt(at);

        static bool HasMoved(SavedRest from, PersonAtRest to) => Material.Is(from, to) || IsOther(from, to);
    }

    public Task<RestingCirculation?> Resting() => Task.FromResult(
        Trends.Newest is { } at && Adults.Refusal(State.Profile, at) is null ? new RestingCirculation(SavedRest.Of(PersonOf(State.Profile!, Trends, at), at), IsKnown ? at : null) : null);

    protected override async Task Learn(VitalsPast past, DateTimeOffset night)
    {
        if (Trends.Newest is not { } at || Adults.Refusal(State.Profile, at) is not null || !IsKnown) return;
        if (State.Rest is null || AtNight.Is(State.Rest, PersonOf(State.Profile!, Trends, at))) RestAt(at);
        await Derive();
    }

    /// <summary>The circulation that rests as <see cref="HeartState.Rest"/> says; takes tens of milliseconds where it is not saved yet, beside the grain's turn.</summary>
    protected override async Task Derive()
    {
        if (State.Rest is not { } rest || _heart is not null || rest == _unfit?.Of) return;
        var person = rest.ToModel();
        try
        {
            _heart = State.Heart is { } saved ? HeartTwin.Restore(saved.ToModel(person)) : await Task.Run(() => HeartTwin.Calibrate(person));
        }
        catch (Exception error) when (error is ArithmeticException or ArgumentException)
        {
            // The trends go on without it, and the next rest is tried again.
            (State.Heart, _unfit) = (null, (rest, $"No circulation rests so: {error.Message}"));
            return;
        }
        if (State.Heart is not null) return;
        State.Heart = SavedHeart.Of(_heart.Save());
        MarkDirty();
    }

    protected override (Func<QuantileCourse, QuantileCourse>? Change, string? Declined) Change(
        Signal signal, TrendSet trends, IReadOnlyList<ScenarioEvent> events, TimeSpan horizon, DateTimeOffset asOf)
    {
        if (Adults.Refusal(State.Profile, asOf) is { } refused) return (null, refused);
        if (ScenarioWords.Unknown(events, HeartScenario.Known) is { } unknown) return (null, $"The heart model does not know what {unknown} would change; it knows {ScenarioWords.Of(HeartScenario.Known)}.");
        HeartEvent[] happenings = [.. events.Select(HeartScenario.Of)];
        var person = PersonOf(State.Profile!, trends, asOf);
        var heart = _heart; // not calibrated yet: one of the patient's age and sex, as far as nothing else is known
        return (undisturbed => (heart ?? HeartTwin.Calibrate(person)).Imagine(happenings).Applied(undisturbed, asOf, HeartScenario.SignOf(signal)), null);
    }

    protected override string? InsteadOfData(Signal signal, TimeSpan age) =>
        signal != Signal.HeartRate && State.Rest is not null && age <= OldestRest ? $"{HeartTwin.ModelVersion} at rest: no pressure for {age.TotalHours:0} h" : null;

    protected override OrganGlance LookAt() => new(
        OrganCatalogue.Heart, _heart is null ? Trends.All.Select(followed => followed.Trend.ModelVersion).FirstOrDefault("vital-trend") : HeartTwin.ModelVersion,
        [.. RestingEstimates, .. _heart is { } heart ? Figures(heart) : []],
        State.Rest?.At, State.Rest is { } rest && rest == _unfit?.Of ? _unfit?.Why : State.Trouble, State.LearnedNight);

    private static IEnumerable<OrganEstimate> Figures(HeartTwin heart)
    {
        yield return Of("cardiac output", heart.CardiacOutput, "L/min");
        yield return Of("stroke volume", heart.StrokeVolume, "mL");
        yield return Of("systemic resistance", heart.Resistance, "mm[Hg].min/L");
        yield return Of("arterial compliance", heart.ArterialCompliance, "mL/mm[Hg]");
        yield return Of("left-ventricular elastance", heart.Elastance, "mm[Hg]/mL");
        if (heart.Person.Blockade.Share > 0) yield return new("blockade of beta receptors (by the record)", 100 * heart.Person.Blockade.Share, 0, "%", IsIdentified: false);
        yield return new("ejection fraction (assumed)", 100 * heart.Person.EjectionFraction, 8, "%");
        yield return new("misfit of resting pressures", heart.MisfitMmHg, 0, "mm[Hg]");

        static OrganEstimate Of(string name, TrendEstimate estimate, string unit) => new(name, estimate.Value, estimate.StandardDeviation, unit);
    }

    private bool IsKnown =>
        Trends.Resting(Signal.HeartRate)?.StandardDeviation <= RateKnown
        || Trends.Resting(Signal.SystolicPressure)?.StandardDeviation <= PressureKnown
        || Trends.Resting(Signal.MeanArterialPressure)?.StandardDeviation <= PressureKnown;

    /// <summary>Another body than was calibrated, by what the record says.</summary>
    private static bool IsOther(SavedRest rest, PersonAtRest person) =>
        (rest.HeightCm, rest.WeightKg, rest.Female, rest.EjectionFraction, rest.AorticValveAreaCm2, rest.Blocked)
        != (person.HeightCm, person.WeightKg, person.Female, person.EjectionFraction, person.AorticValveAreaCm2, person.Blockade.Share);

    private void RestAt(DateTimeOffset at)
    {
        ForgetRest();
        State.Rest = SavedRest.Of(PersonOf(State.Profile!, Trends, at), at);
    }

    private void ForgetRest() => (State.Rest, State.Heart, _heart) = (null, null, null);

    private PersonAtRest PersonOf(PatientProfile profile, TrendSet trends, DateTimeOffset at)
    {
        if (!ReferenceEquals(_held.Of, profile) || at < _held.From || at >= _held.Until)
            _held = (profile, at, (profile.Medications ?? []).Select(one => one.Until).Where(end => end > at).Min() ?? DateTimeOffset.MaxValue, BetaBlocker.Together(profile, at));
        return PersonOf(profile, trends, _held.Blockade, at);
    }

    /// <summary>A patient at rest by the record, as far as trends do not tell otherwise.</summary>
    internal static PersonAtRest PersonOf(PatientProfile profile, TrendSet? trends, Blockade blockade, DateTimeOffset at) => RestingFigures.Of(
        profile.AgeYears(at), profile.HeightCm, profile.WeightKg, Adults.IsFemale(profile), trends?.Resting(Signal.HeartRate),
        trends?.Resting(Signal.SystolicPressure), trends?.Resting(Signal.DiastolicPressure), trends?.Resting(Signal.MeanArterialPressure), blockade) with
    {
        EjectionFraction = profile.Has(PatientProfile.ReducedEjectionFraction) ? ReducedEjectionFraction : .60,
        AorticValveAreaCm2 = profile.Has(PatientProfile.SevereAorticStenosis) ? NarrowValveCm2 : null,
    };

    /// <summary>How far resting figures must move to count.</summary>
    private readonly record struct RestMove(double HeartRate, double Systolic, double Diastolic)
    {
        public bool Is(SavedRest from, PersonAtRest to) =>
            Math.Abs(from.HeartRate - to.HeartRate) > HeartRate || Math.Abs(from.Systolic - to.Systolic) > Systolic || Math.Abs(from.Diastolic - to.Diastolic) > Diastolic;
    }
}
