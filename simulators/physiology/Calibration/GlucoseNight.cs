using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Calibration;

/// <summary>
/// A person at night, looking back on the day: the same body, parameters and population as the twin that follows the person by day, but fitted to
/// the whole day at once.
/// </summary>
/// <remarks>
/// Unknown beside the personal parameters are where the glucose stood when the day began (the hours before it are run from the typical basal state to
/// carry what was eaten and injected) and how much insulin was at work then; or, where the twin saw meals that nobody told, in its place how far they
/// differ from what it saw: seven unknowns fit one simulation. Around such a meal the measurements are taken for three times as wrong as others, so that no insulin sensitivity is dragged by it. What else nobody told ends in the
/// errors, whose size and correlation are learned from the day (Cochrane–Orcutt), and beyond 2.5 deviations pulls no harder (Huber).
/// </remarks>
internal sealed class GlucoseNight : ICalibrationSubject
{
    private static readonly TimeSpan DoubtBefore = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan DoubtAfter = TimeSpan.FromHours(3);
    private const double DoubtFactor = 3;

    /// <summary>A meal that was told, if late, within so long of one that was seen is that one.</summary>
    private static readonly TimeSpan SameMeal = TimeSpan.FromMinutes(MealWatch.SameMealMin);

    /// <summary>Time at which the glucose of an untold meal appears fastest, min (Hovorka et al., Physiol Meas 25:905, 2004).</summary>
    private const double AppearanceMin = 40;

    private static readonly CalibratedParameter Standing = new("glucose at the start of the day", 1, 0.4, "1");
    private static readonly CalibratedParameter AtWork = new("insulin at work at the start of the day", 1, 0.3, "1");
    private static readonly CalibratedParameter Untold = new("carbohydrate of untold meals", 1, 0.4, "1");

    private readonly MetabolicBody _body;
    private readonly MetabolicIntake _intake;
    private readonly GlucoseDay _day;
    private readonly double _carbohydrateAbsorbed;
    private readonly UntoldMeal[] _untold;

    /// <param name="body">The person's body; used and left as it is.</param>
    /// <param name="intake">Pump rate and insulin need; no meal or dose on its way.</param>
    /// <param name="day">What is known of the day.</param>
    public GlucoseNight(MetabolicBody body, MetabolicIntake intake, GlucoseDay day)
    {
        (_body, _intake, _day) = (body, intake, day);
        _untold = [.. day.UntoldMeals.Where(meal => !day.Events.Any(e => e.Kind == MetabolicEventKind.CarbohydrateG && (e.At - meal.At).Duration() < SameMeal))];
        _carbohydrateAbsorbed = body.Personal[^1].Typical;
        Parameters =
        [
            .. body.Personal.Select(personal => new CalibratedParameter(personal.Name, personal.Typical, personal.LogSpread, personal.Unit)),
            Standing, _untold.Length > 0 ? Untold : AtWork,
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<CalibratedParameter> Parameters { get; }

    private int Last => Parameters.Count - 1;

    /// <summary>Fits the day.</summary>
    /// <param name="before">What was believed of the person when the day began; not learnt from this day.</param>
    public MapEstimate Fit(PersonalBelief before)
    {
        var prior = LogPrior.Of(Parameters);
        prior.Covariance.SetSubMatrix(0, 0, before.Matrix());
        before.Logs.CopyTo(prior.Mean, 0);
        return new MapCalibration(new(8, 0.9)) { MostIterations = 14, NoiseRounds = 1, Robustness = 2.5 }.Fit(this, _day.MgPerDl, prior, Doubt());
    }

    /// <inheritdoc/>
    public void Simulate(IReadOnlyList<double[]> logs, Span<Lanes> course)
    {
        var member = new Lanes[_body.Dimension];
        Span<double> lanes = stackalloc double[Lanes.Count];
        Begin(member, logs, lanes);
        var intake = _intake.Copy();
        var ahead = new Queue<MetabolicEvent>(_day.Events.OrderBy(e => e.At));
        var at = _day.Start - GlucoseDay.Before;
        Carry(member, intake, ahead, ref at, _day.Start, untold: 0);
        Stand(member, logs, lanes);
        var untold = _untold.Length > 0 ? Lanes.Exp(Of(logs, Last, lanes)) : 0;
        for (var k = 0; k < course.Length; k++)
        {
            Carry(member, intake, ahead, ref at, _day.Start + k * GlucoseDay.Step, untold);
            course[k] = member[_body.Gs] / _body.Vg;
        }
    }

    private double[] Doubt() =>
    [
        .. Enumerable.Range(0, _day.MgPerDl.Length).Select(k => _day.Start + k * GlucoseDay.Step)
            .Select(at => _untold.Any(meal => at > meal.At - DoubtBefore && at < meal.At + DoubtAfter) ? DoubtFactor : 1.0),
    ];

    /// <summary>The basal state of the typical person, with each one's own parameters and fasting glucose.</summary>
    private void Begin(Span<Lanes> member, IReadOnlyList<double[]> logs, Span<double> lanes)
    {
        Span<double> direction = stackalloc double[_body.Dimension];
        _body.Basal(direction[.._body.StateCount]);
        for (var i = 0; i < _body.StateCount; i++) member[i] = direction[i];
        for (var i = 0; i < _body.Personal.Count; i++) member[_body.FirstPersonal + i] = Of(logs, i, lanes);
        _body.Rise(direction);
        Along(member, direction, _body.BasalMgPerDl * (Lanes.Exp(member[_body.FirstPersonal]) - 1));
    }

    /// <summary>Where each one stands when the day begins, beside where the hours before left them.</summary>
    private void Stand(Span<Lanes> member, IReadOnlyList<double[]> logs, Span<double> lanes)
    {
        Span<double> direction = stackalloc double[_body.Dimension];
        _body.Rise(direction);
        Along(member, direction, member[_body.Gs] / _body.Vg * (Lanes.Exp(Of(logs, _body.Personal.Count, lanes)) - 1));
        if (_untold.Length > 0) return;
        _body.InsulinAtWork(direction);
        Along(member, direction, Lanes.Exp(Of(logs, Last, lanes)) - 1);
    }

    private void Along(Span<Lanes> member, ReadOnlySpan<double> direction, Lanes by)
    {
        for (var i = 0; i < _body.StateCount; i++) member[i] += direction[i] * by;
        _body.Restrain(member);
    }

    private void Carry(Span<Lanes> member, MetabolicIntake intake, Queue<MetabolicEvent> ahead, ref DateTimeOffset at, DateTimeOffset to, Lanes untold)
    {
        while (true)
        {
            while (ahead.TryPeek(out var next) && next.At <= at)
                intake.Take(ahead.Dequeue(), (at - next.At).TotalMinutes, _body.TypicalBasalIUPerH);
            if (at >= to) return;
            var until = at + GlucoseDay.Step;
            if (until > to) until = to;
            if (ahead.TryPeek(out var waiting) && waiting.At < until) until = waiting.At;
            member[_body.Unexplained] = untold * Appearance(at + (until - at) / 2);
            GlucoseOutlook.Fill(_body, intake, (until - at).TotalMinutes, member[0][0] + member[1][0]);
            _body.Carry(member, 1);
            at = until;
        }
    }

    /// <summary>Glucose that untold meals as they were seen bring at a time, mg/kg/min.</summary>
    private double Appearance(DateTimeOffset at)
    {
        var rate = 0.0;
        foreach (var meal in _untold)
        {
            var since = (at - meal.At).TotalMinutes / AppearanceMin;
            if (since > 0) rate += meal.CarbohydrateG * 1000 * _carbohydrateAbsorbed / _body.WeightKg / AppearanceMin * since * Math.Exp(-since);
        }
        return rate;
    }

    private static Lanes Of(IReadOnlyList<double[]> logs, int parameter, Span<double> lanes)
    {
        for (var lane = 0; lane < lanes.Length; lane++) lanes[lane] = logs[Math.Min(lane, logs.Count - 1)][parameter];
        return Lanes.Of(lanes);
    }
}
