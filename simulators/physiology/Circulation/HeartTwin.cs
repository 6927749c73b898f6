using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Trends;

namespace TwinGrid.Physiology.Circulation;

/// <summary>One person's heart and vessels: calibrated to how the person rests, asked what events would do to rate and pressures.</summary>
/// <remarks>
/// Calibrating lets some minutes of heart beat and takes tens of milliseconds; imagining likewise. Both are functions of what they are given and nothing else.
/// The person's own course (a <see cref="VitalTrend"/>) is what changes are added to: this model answers for the change, not for the day.
/// </remarks>
public sealed class HeartTwin
{
    /// <summary>Name and version of the model.</summary>
    public const string ModelVersion = "personal-circulation/1";

    /// <summary>Moderate cycling, W.</summary>
    public const double ExerciseWatts = 90;

    /// <summary>
    /// What rest does not tell, as standard deviations of logarithms: healthy people of one size and age differ so in output (Brandfonbrener et al., Circulation
    /// 12:557, 1955) and with it in resistance; ventricle, arteries and reflexes are our own choice, wide.
    /// </summary>
    private const double FlowSpread = .15, StrengthSpread = .2, CapacitySpread = .15, ReflexSpread = .35;

    /// <summary>Blood is lost or given within so long, and everything has settled after the rest, s.</summary>
    private const double FlowSeconds = 60, SettleSeconds = 120, ExerciseSeconds = 45;

    /// <summary>Reflexes are in place within a minute, min; after exercise the vessels take longer.</summary>
    private const double ReflexLag = .5, RecoveryLag = 2.5;

    /// <summary>Blood flows so long where nothing else is said, min.</summary>
    private const double UsualFlowMinutes = 5;

    private readonly HeartParameters _heart;
    private readonly HeartTwinState _state;

    private HeartTwin(HeartTwinState state)
    {
        _state = state;
        _heart = PersonalHeart.Of(state.Person, state.Factors);
    }

    /// <summary>Who it was calibrated to.</summary>
    public PersonAtRest Person => _state.Person;

    /// <summary>The larger of the systolic and diastolic errors at rest, mmHg; above <see cref="PersonalHeart.GoodMisfitMmHg"/> the person is not quite what the model can be.</summary>
    public double MisfitMmHg => _state.MisfitMmHg;

    /// <summary>L/min: what is expected of size and age, for rest does not tell.</summary>
    public TrendEstimate CardiacOutput => Spread(_state.StrokeVolume * Person.HeartRate / 1000, FlowSpread);

    /// <summary>mL.</summary>
    public TrendEstimate StrokeVolume => Spread(_state.StrokeVolume, FlowSpread);

    /// <summary>Systemic vascular resistance, mmHg·min/L.</summary>
    public TrendEstimate Resistance => Spread(_heart.Rsys * 1000 / 60, FlowSpread);

    /// <summary>Capacity of the systemic arteries, mL/mmHg.</summary>
    public TrendEstimate ArterialCompliance => Spread(_heart.Csat, CapacitySpread);

    /// <summary>End-systolic elastance of the left ventricle, mmHg/mL.</summary>
    public TrendEstimate Elastance => Spread(_heart.ElvS, StrengthSpread);

    /// <summary>Calibrates.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is outside the range that <see cref="PersonAtRest"/> names.</exception>
    public static HeartTwin Calibrate(PersonAtRest person)
    {
        var fitted = PersonalHeart.Fit(person);
        return new(new(person, fitted.Factors, fitted.MisfitMmHg, fitted.Beat.StrokeVolume));
    }

    /// <summary>The twin of a saved calibration; computes nothing.</summary>
    /// <exception cref="ArgumentException">The state is damaged.</exception>
    public static HeartTwin Restore(HeartTwinState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var found = state.Factors;
        if (!double.IsFinite(found.Resistance * found.ArterialCapacity * found.StressedVolume * found.Strength * state.StrokeVolume * state.MisfitMmHg))
            throw new ArgumentException("The calibration of a heart is finite numbers; this one is damaged: calibrate anew.", nameof(state));
        return new(state);
    }

    /// <summary>Everything the calibration found.</summary>
    public HeartTwinState Save() => _state;

    /// <summary>How the heart beats at rest and at the power of <see cref="ExerciseWatts"/> when beta blockers do something else to it than they do now: after weeks, reflexes being reset.</summary>
    /// <param name="cases">One to eight.</param>
    /// <exception cref="ArithmeticException">The circulation does not bear it.</exception>
    public IReadOnlyList<(BeatFigures AtRest, BeatFigures Moving)> Under(IReadOnlyList<Blockade> cases)
    {
        ArgumentNullException.ThrowIfNull(cases);
        HeartParameters[] hearts = [.. cases.Select(one => Person.Blockade.Instead(_heart, one))];
        var rest = new CirculationEnsemble([.. hearts.Select(heart => (heart, new CirculationScenario()))]);
        var moving = new CirculationEnsemble([.. hearts.Select(heart => (heart, Exercise.At(heart, ExerciseWatts)))]);
        rest.Advance(ExerciseSeconds);
        moving.Advance(ExerciseSeconds);
        return [.. hearts.Select((_, member) => (rest.Beat(member), moving.Beat(member)))];
    }

    /// <summary>What events would change.</summary>
    /// <exception cref="ArithmeticException">The circulation does not bear it: its pressures leave the numbers.</exception>
    public HeartOutlook Imagine(IReadOnlyList<HeartEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        var outlook = new HeartOutlook();
        var settled = new Dictionary<Circumstances, BeatChange[]>();
        var standing = new BeatChange[Lanes.Count];
        var moments = events.Select(e => (At: e.AfterMinutes, Ramp: RampOf(e), Lag: ReflexLag))
            .Concat(events.Where(e => double.IsFinite(e.Ends)).Select(e => (At: e.Ends, Ramp: 0d, Lag: e.Kind == HeartEventKind.Exercise ? RecoveryLag : ReflexLag)))
            .OrderBy(moment => moment.At).ThenByDescending(moment => moment.Ramp).ToList();
        foreach (var (at, ramp, lag) in moments)
        {
            var now = Circumstances.At(events, at);
            if (!settled.TryGetValue(now, out var changes)) settled[now] = changes = Settle(now);
            outlook.Add(at, ramp, lag, standing, changes);
            standing = changes;
        }
        foreach (var held in events)
            if (held.Kind is HeartEventKind.Exercise or HeartEventKind.Pacing) outlook.HoldRate(held.AfterMinutes, held.Ends, held.Amount, isFloor: held.Kind == HeartEventKind.Pacing);
        return outlook;
    }

    private static double RampOf(HeartEvent planned) =>
        planned.Kind is not (HeartEventKind.BloodLoss or HeartEventKind.BloodGiven) ? 0 : planned.DurationMinutes > 0 ? planned.DurationMinutes : UsualFlowMinutes;

    private static TrendEstimate Spread(double value, double spread) => new(value, value * spread);

    /// <summary>How far from rest each member settles. Exercise, which resets the reflexes, is added to the rest of what happens.</summary>
    private BeatChange[] Settle(Circumstances now)
    {
        var changes = new BeatChange[Lanes.Count];
        if (now with { ExerciseRate = 0 } != default) Add(AtRest(now));
        if (now.ExerciseRate > 0) Add(Exercising(now.ExerciseRate));
        return changes;

        void Add(BeatChange[] more)
        {
            for (var i = 0; i < changes.Length; i++) changes[i] += more[i];
        }
    }

    private BeatChange[] AtRest(Circumstances now)
    {
        var ensemble = new CirculationEnsemble(Members((heart, gain) => new()
        {
            Reflex = true, ReflexGain = gain, BetaReflex = 1 - Person.Blockade.Share, PacedRate = now.PacedRate > 0 ? now.PacedRate : null, SvrFactor = 1 + now.MoreResistance,
            LvContractility = 1 + now.MoreContractility, LvadRpm = now.PumpRpm, AorticValveAreaCm2 = now.ValveAreaCm2 > 0 ? now.ValveAreaCm2 : null,
        }));
        for (var member = 0; member < Lanes.Count; member++) ensemble.Give(member, now.GivenMl / FlowSeconds);
        ensemble.Advance(FlowSeconds);
        for (var member = 0; member < Lanes.Count; member++) ensemble.Give(member, 0);
        ensemble.Advance(SettleSeconds);
        return [.. Enumerable.Range(0, Lanes.Count).Select(member =>
        {
            var change = BeatChange.Between(ensemble.RestingBeat(member), ensemble.Beat(member));
            // What holds the rate up is the pacemaker: see HoldRate.
            return ensemble.Beat(member).HeartRate <= now.PacedRate + 1e-6 ? change with { Rate = 0 } : change;
        })];
    }

    private BeatChange[] Exercising(double rate)
    {
        var rest = new CirculationEnsemble(Members((_, _) => new()));
        var moving = new CirculationEnsemble(Members((heart, _) => Exercise.AtRate(heart, rate)));
        rest.Advance(ExerciseSeconds);
        moving.Advance(ExerciseSeconds);
        return [.. Enumerable.Range(0, Lanes.Count).Select(member => BeatChange.Between(rest.Beat(member), moving.Beat(member)) with { Rate = 0 })];
    }

    /// <summary>Eight hearts the person may have: more or less flow at the same pressures, a stronger ventricle, stiffer arteries, livelier reflexes.</summary>
    private (HeartParameters, CirculationScenario)[] Members(Func<HeartParameters, double, CirculationScenario> scenario) =>
    [
        .. Enumerable.Range(0, Lanes.Count).Select(member =>
        {
            var heart = new PersonalFactors(
                TwoLevels.Times(member, 0, -FlowSpread), TwoLevels.Times(member, 1, CapacitySpread), TwoLevels.Times(member, 0, FlowSpread / 2),
                TwoLevels.Times(member, 2, StrengthSpread)).Of(_heart);
            return (heart, scenario(heart, TwoLevels.Times(member, 3, ReflexSpread)));
        }),
    ];

    /// <summary>What is different from rest at a moment; the default is nothing.</summary>
    private readonly record struct Circumstances(
        double GivenMl, double PacedRate, double ValveAreaCm2, double MoreResistance, double MoreContractility, double PumpRpm, double ExerciseRate)
    {
        public static Circumstances At(IReadOnlyList<HeartEvent> events, double minutes)
        {
            var now = default(Circumstances);
            foreach (var happening in events.Where(e => e.AfterMinutes <= minutes && minutes < e.Ends).OrderBy(e => e.AfterMinutes))
                now = happening.Kind switch
                {
                    HeartEventKind.BloodLoss => now with { GivenMl = now.GivenMl - happening.Amount },
                    HeartEventKind.BloodGiven => now with { GivenMl = now.GivenMl + happening.Amount },
                    HeartEventKind.Pacing => now with { PacedRate = happening.Amount },
                    HeartEventKind.AorticValve => now with { ValveAreaCm2 = happening.Amount },
                    HeartEventKind.Resistance => now with { MoreResistance = (1 + now.MoreResistance) * happening.Amount - 1 },
                    HeartEventKind.Contractility => now with { MoreContractility = (1 + now.MoreContractility) * happening.Amount - 1 },
                    HeartEventKind.AssistPump => now with { PumpRpm = happening.Amount },
                    HeartEventKind.Exercise => now with { ExerciseRate = happening.Amount },
                    _ => throw new ArgumentOutOfRangeException(nameof(events), happening.Kind, "No such event happens to a heart."),
                };
            return now;
        }
    }
}

/// <summary>A calibration at rest, a few numbers.</summary>
/// <param name="StrokeVolume">mL at rest.</param>
public sealed record HeartTwinState(PersonAtRest Person, PersonalFactors Factors, double MisfitMmHg, double StrokeVolume);
