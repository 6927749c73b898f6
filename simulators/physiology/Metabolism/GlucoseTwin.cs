using TwinGrid.Physiology.Calibration;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Filtering;
using TwinGrid.Physiology.Forecasting;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// One person's glucose and insulin: a published model whose state and personal parameters follow the measurements, and that looks
/// ahead with honest uncertainty. The same inputs give the same bits, also through <see cref="Save"/> and <see cref="Restore"/>.
/// </summary>
/// <remarks>
/// Type 1 runs on <see cref="UvaPadova"/>, healthy and type 2 on <see cref="DallaMan2007"/>. What no meal or dose explains (an
/// unannounced meal, stress, a cannula that slipped) is carried as a rate of glucose that fades with a half-life of about half an
/// hour. Not thread safe; <see cref="Copy"/> is cheap.
/// </remarks>
public sealed class GlucoseTwin
{
    /// <summary>After so long without a measurement only the personal parameters are still believed.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromHours(6);

    private static readonly TimeSpan LongestStretch = TimeSpan.FromMinutes(5);

    private const double LowestMgPerDl = 20;
    private const double HighestMgPerDl = 600;

    /// <summary>Heart rate that counts as rest, 1/min; activity is told as what lies above it.</summary>
    public const double RestingHeartRate = 65;

    private readonly MetabolismPatient _patient;
    private readonly MetabolicBody _body;
    private readonly DividedDifferenceFilter _belief;
    private MetabolicIntake _intake = new();
    private MealWatch _watch = new();
    private Restlessness _restlessness = new();
    private DateTimeOffset _measuredAt;
    private double _lastMgPerDl;

    private GlucoseTwin(MetabolismPatient patient, DateTimeOffset at)
    {
        _patient = patient;
        _body = MetabolicBody.Of(patient);
        _belief = new DividedDifferenceFilter(_body.Dimension);
        At = _measuredAt = at;
    }

    /// <summary>The prescription may have changed since: insulin at work counts for as much as before.</summary>
    private void Prescribe(double[] mean)
    {
        var need = _intake.InsulinNeed;
        _intake.Prescribe(_body.PrescribedNeed);
        _body.InsulinNeed = _intake.InsulinNeed;
        if (_intake.InsulinNeed != need) _body.RescaleInsulin(mean, _intake.InsulinNeed / need);
    }

    /// <summary>The model and its version.</summary>
    public string ModelVersion => _body.Version;

    /// <summary>The time the twin stands at.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>When a measurement last taught it something beyond where to start; null before.</summary>
    public DateTimeOffset? CalibratedAt { get; private set; }

    /// <summary>What is believed of the person, in the person's units.</summary>
    public IReadOnlyList<ParameterEstimate> Estimates =>
        [.. _body.Personal.Select((personal, i) =>
        {
            var value = personal.Typical * Math.Exp(_belief.Mean[_body.FirstPersonal + i]);
            var logDeviation = Math.Sqrt(_belief.Variance(_body.FirstPersonal + i));
            return new ParameterEstimate(personal.Name, value, value * logDeviation, personal.Unit, logDeviation < CalibratedParameter.Unmoved * personal.LogSpread);
        })];

    /// <summary>
    /// Glucose that appears (or vanishes) at present without a known cause, mg/kg/min: an unannounced meal shows here first.
    /// </summary>
    public ParameterEstimate Unexplained =>
        new("glucose without a known cause", _belief.Mean[_body.Unexplained], Math.Sqrt(_belief.Variance(_body.Unexplained)), "mg/kg/min", IsIdentified: true);

    /// <summary>Glucose under the skin as it is believed now, without the sensor's straying, mg/dL.</summary>
    public double MgPerDl => _belief.Mean[_body.Gs] / _body.Vg;

    /// <summary>Meals of the last days that nobody told and that the measurements made likelier than not, oldest first; the newest is still being measured for an hour.</summary>
    public IReadOnlyList<UntoldMeal> UntoldMeals => _watch.Meals;

    /// <summary>A twin of a person of whom one measurement is known.</summary>
    /// <param name="patient">Who.</param>
    /// <param name="at">When it was measured.</param>
    /// <param name="firstGlucoseMgPerDl">The measurement, mg/dL.</param>
    public static GlucoseTwin Start(MetabolismPatient patient, DateTimeOffset at, double firstGlucoseMgPerDl)
    {
        ArgumentNullException.ThrowIfNull(patient);
        var twin = new GlucoseTwin(patient, at);
        twin.Prescribe(twin._belief.Mean);
        twin.BelieveThePopulation();
        if (double.IsFinite(firstGlucoseMgPerDl)) twin.Correct(firstGlucoseMgPerDl);
        twin.CalibratedAt = null;
        return twin;
    }

    /// <summary>The twin as it was saved; starts anew from its last measurement when the person's metabolism or the model has changed since.</summary>
    public static GlucoseTwin Restore(MetabolismPatient patient, GlucoseTwinState saved)
    {
        ArgumentNullException.ThrowIfNull(patient);
        ArgumentNullException.ThrowIfNull(saved);
        var twin = new GlucoseTwin(patient, saved.At);
        var n = twin._body.Dimension;
        if (saved.Version != twin.ModelVersion || saved.Mean.Length != n || saved.Covariance.Length != n * (n + 1) / 2
            || MetabolicIntake.Restore(saved.Intake) is not { } intake || saved.Course.Length < 4)
            return Start(patient, saved.At, saved.Course is [var last, ..] ? last : 100);

        twin._intake = intake;
        twin._body.InsulinNeed = intake.InsulinNeed;
        twin._measuredAt = saved.MeasuredAt;
        twin._lastMgPerDl = saved.Course[0];
        twin._restlessness = Restlessness.Restore(saved.Course.AsSpan(1));
        twin._watch = MealWatch.Restore(saved.Course.AsSpan(4));
        twin.CalibratedAt = saved.CalibratedAt;
        saved.Mean.CopyTo(twin._belief.Mean, 0);
        twin.Prescribe(twin._belief.Mean);
        for (int i = 0, at = 0; i < n; i++)
            for (var k = 0; k <= i; k++)
                twin._belief.Covariance[i * n + k] = twin._belief.Covariance[k * n + i] = saved.Covariance[at++];
        return twin;
    }

    /// <summary>All it knows.</summary>
    public GlucoseTwinState Save()
    {
        var n = _body.Dimension;
        var triangle = new float[n * (n + 1) / 2];
        for (int i = 0, at = 0; i < n; i++)
            for (var k = 0; k <= i; k++)
                triangle[at++] = (float)_belief.Covariance[i * n + k];
        return new(ModelVersion, At, CalibratedAt, _measuredAt, [.. _belief.Mean], triangle, _intake.Save(), [_lastMgPerDl, .. _restlessness.Save(), .. _watch.Save()]);
    }

    /// <summary>An independent twin that stands where this one does.</summary>
    public GlucoseTwin Copy() => Restore(_patient, Save());

    /// <summary>Goes on to a later time.</summary>
    /// <param name="to">The time; not after <see cref="At"/>: only the events are taken.</param>
    /// <param name="events">
    /// What happened until then, in any order. What lies before <see cref="At"/> counts as if it came now when less than half an hour
    /// late, else it is left out; what lies after <paramref name="to"/> is not looked at.
    /// </param>
    public void Advance(DateTimeOffset to, IReadOnlyList<MetabolicEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (to - At > LongestSilence) ForgetTheCourse(to - LongestSilence);
        var ahead = new Queue<MetabolicEvent>(events.Where(e => e.At <= to).OrderBy(e => e.At));
        do
        {
            while (ahead.TryPeek(out var next) && next.At <= At) Take(ahead.Dequeue());
            if (At >= to)
            {
                _belief.Round();
                return;
            }
            var until = At + LongestStretch;
            if (until > to) until = to;
            if (ahead.TryPeek(out var waiting) && waiting.At < until) until = waiting.At;
            Stretch(until);
        }
        while (true);
    }

    /// <summary>Takes in a measurement made at <see cref="At"/>.</summary>
    /// <param name="mgPerDl">Glucose, mg/dL; held within 20 to 600, not a number is left out.</param>
    public void Assimilate(double mgPerDl)
    {
        if (!double.IsFinite(mgPerDl)) return;
        var minutes = (At - _measuredAt).TotalMinutes;
        var surprise = Correct(mgPerDl);
        Span<double> shape = stackalloc double[MealWatch.Steps];
        MealShape.PerG(_patient.Kind, _patient.AgeYears, _body.WeightKg, _restlessness.Level, shape);
        _watch.Learn(surprise, minutes, At, shape);
    }

    /// <summary>Takes in a measurement of a person as restless as told; answers the surprise in units of its expected deviation.</summary>
    internal double CorrectAt(double restlessness, double mgPerDl)
    {
        _restlessness = Restlessness.Restore([restlessness, 0, 0]);
        return Correct(mgPerDl);
    }

    private double Correct(double mgPerDl)
    {
        var measured = Math.Clamp(mgPerDl, LowestMgPerDl, HighestMgPerDl);
        var noise = _restlessness.Level * SensorNoise.SampleVariance(measured);
        Span<double> reading = stackalloc double[_body.Dimension];
        _body.Reading(reading);
        var (expected, variance) = _belief.Expect(reading);
        var surprise = (measured - expected) / Math.Sqrt(variance + noise);
        _restlessness.Learn(surprise);
        if (Math.Abs(surprise) > 3) AdmitSurprise((surprise * surprise / 9 - 1) * (variance + noise));
        _belief.Observe(reading, measured, noise);
        _belief.Round();
        RestrainMean();
        CalibratedAt = At;
        _measuredAt = At;
        _lastMgPerDl = measured;
        return surprise;
    }

    /// <summary>Looks ahead from <see cref="At"/>; the twin stays where it is.</summary>
    /// <param name="horizon">How far, at most 24 h.</param>
    /// <param name="step">Grid step; the first grid point lies one step ahead.</param>
    /// <param name="levels">Rising quantile levels in (0, 1).</param>
    /// <param name="future">Meals, doses and activity to come.</param>
    /// <returns>Quantiles of what a glucose sensor will show, mg/dL.</returns>
    public QuantileCourse Forecast(TimeSpan horizon, TimeSpan step, double[] levels, IReadOnlyList<MetabolicEvent> future)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(step, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(horizon, TimeSpan.FromHours(24));
        ArgumentNullException.ThrowIfNull(future);
        var outlook = new GlucoseOutlook(_body, _belief, _intake.Copy(), _restlessness.Level, At);
        return outlook.Quantiles((int)(horizon / step), step, levels, future);
    }

    /// <summary>How far what was told and is still on its way (meals, doses, activity) moves glucose over the next two hours at most, mg/dL.</summary>
    /// <param name="future">What is known to come.</param>
    public double ToldEffect(IReadOnlyList<MetabolicEvent> future)
    {
        ArgumentNullException.ThrowIfNull(future);
        const int Points = 24;
        var step = TimeSpan.FromMinutes(5);
        Span<double> without = stackalloc double[_body.Dimension];
        _belief.Mean.CopyTo(without);
        _body.ForgetIntake(without[.._body.StateCount]);
        var told = new GlucoseOutlook(_body, _belief, _intake.Copy(), _restlessness.Level, At).Expected(_belief.Mean, Points, step, future);
        var untold = new GlucoseOutlook(_body, _belief, _intake.AtRest(), _restlessness.Level, At).Expected(without, Points, step, []);
        return told.Zip(untold, (a, b) => Math.Abs(a - b)).Max();
    }

    /// <summary>
    /// Looks back on a day of this person, whatever the twin has taken of it: the most probable personal parameters given the whole day. The twin stays as it
    /// is; what was found replaces, by <see cref="Believe"/>, what the twin believes of the parameters, for both saw the same day.
    /// </summary>
    /// <param name="day">The day.</param>
    /// <param name="before">What was believed when the day began; null: the population.</param>
    /// <returns>The fit, and what it says of the person; null where the day holds too little.</returns>
    public (MapEstimate Fit, PersonalBelief Person)? LookBack(GlucoseDay day, PersonalBelief? before)
    {
        ArgumentNullException.ThrowIfNull(day);
        if (!day.IsTelling) return null;
        var body = MetabolicBody.Of(_patient);
        body.InsulinNeed = _intake.InsulinNeed;
        var found = new GlucoseNight(body, _intake.AtRest(), day).Fit(before ?? PersonalBelief.Of(Personal));
        return (found, PersonalBelief.Of(found, Personal.Count));
    }

    /// <summary>The parameters that are the person's own, with their population.</summary>
    public IReadOnlyList<PersonalParameter> Personal => _body.Personal;

    /// <summary>
    /// Takes over what is believed of the personal parameters; what it believes of the state moves as far as state and parameters hang together.
    /// </summary>
    /// <remarks>The conditional of the state given the parameters stays (Jeffrey's rule for normal beliefs).</remarks>
    public void Believe(PersonalBelief person)
    {
        ArgumentNullException.ThrowIfNull(person);
        _belief.Replace(_body.FirstPersonal, person.Logs, person.Matrix());
        _belief.Round();
        RestrainMean();
    }

    private void Take(MetabolicEvent @event)
    {
        var need = _intake.InsulinNeed;
        _intake.Take(@event, (At - @event.At).TotalMinutes, _body.TypicalBasalIUPerH);
        if (_intake.InsulinNeed != need)
        {
            _body.InsulinNeed = _intake.InsulinNeed;
            _body.RescaleInsulin(_belief.Mean, _intake.InsulinNeed / need);
        }
        if (!_intake.MealBegan) return;
        _intake.ForgetMeal();
        _watch.Told(@event.At);
        var carbohydrate = _body.FirstPersonal + _body.Personal.Count - 1;
        var room = Math.Pow(_body.Personal[^1].LogSpread, 2) - _belief.Variance(carbohydrate);
        _belief.Spread(carbohydrate, Math.Clamp(room, 0, MiscountedCarbohydrate * MiscountedCarbohydrate));
    }

    /// <summary>How far people miscount a meal, as the standard deviation of its logarithm.</summary>
    private const double MiscountedCarbohydrate = 0.15;

    /// <summary>One stretch without events.</summary>
    private void Stretch(DateTimeOffset until)
    {
        var minutes = (until - At).TotalMinutes;
        GlucoseOutlook.Fill(_body, _intake, minutes, _belief.Mean[0] + _belief.Mean[1]);
        _belief.Predict(_body);
        _belief.Spread(_body.Unexplained, _body.Wandering.Variance(_restlessness.Level, minutes));
        _belief.Relax(_body.SensorError, 0, SensorNoise.Left(minutes));
        _belief.Spread(_body.SensorError, _restlessness.Level * SensorNoise.Variance(_belief.Mean[_body.Gs] / _body.Vg, minutes));
        for (var i = 0; i < _body.Personal.Count; i++)
        {
            var personal = _body.Personal[i];
            var kept = Math.Exp(-minutes / personal.Memory.TotalMinutes);
            _belief.Relax(_body.FirstPersonal + i, 0, kept);
            _belief.Spread(_body.FirstPersonal + i, personal.LogSpread * personal.LogSpread * (1 - kept * kept));
        }
        RestrainMean();
        At = until;
    }

    private void BelieveThePopulation()
    {
        // Whose glucose stands high may be somebody whose glucose always does: the first reading tells of both.
        Span<double> standing = stackalloc double[_body.Dimension];
        _body.Standing(standing);
        _belief.Spread(standing, Math.Pow(_body.Personal[0].LogSpread, 2));
        for (var i = 1; i < _body.Personal.Count; i++) _belief.Spread(_body.FirstPersonal + i, Math.Pow(_body.Personal[i].LogSpread, 2));
        BelieveTheBasalState();
    }

    /// <summary>State unknown: around the basal state, but widely.</summary>
    private void BelieveTheBasalState()
    {
        _body.Basal(_belief.Mean.AsSpan(0, _body.StateCount));
        _belief.Mean[_body.Unexplained] = _belief.Mean[_body.SensorError] = 0;
        Span<double> rise = stackalloc double[_body.Dimension];
        _body.Rise(rise);
        const double Spread = 50; // mg/dL
        _belief.Spread(rise, Spread * Spread);
        _belief.Spread(_body.Gp, Math.Pow(10 * _body.Vg, 2));
        _belief.Spread(_body.Gt, Math.Pow(15 * _body.Vg, 2));
        _belief.Spread(_body.Unexplained, _body.Wandering.Variance(_restlessness.Level, double.PositiveInfinity));
        _belief.Spread(_body.SensorError, _restlessness.Level * SensorNoise.Variance(_body.BasalMgPerDl, double.PositiveInfinity));
    }

    /// <summary>After a long silence: what was learnt of the person stays, where the glucose stood does not.</summary>
    private void ForgetTheCourse(DateTimeOffset at)
    {
        var n = _body.Dimension;
        for (var i = 0; i < _body.FirstPersonal; i++)
            for (var k = 0; k < n; k++)
                _belief.Covariance[i * n + k] = _belief.Covariance[k * n + i] = 0;
        for (var i = 0; i < _body.Personal.Count; i++)
        {
            var index = _body.FirstPersonal + i;
            var kept = Math.Exp(-(at - At) / _body.Personal[i].Memory);
            _belief.Relax(index, 0, kept);
            _belief.Spread(index, Math.Pow(_body.Personal[i].LogSpread, 2) * (1 - kept * kept));
        }
        BelieveTheBasalState();
        At = at;
    }

    /// <summary>A measurement far from all that was expected: the glucose is less known than was thought.</summary>
    private void AdmitSurprise(double varianceMgPerDl2)
    {
        Span<double> rise = stackalloc double[_body.Dimension];
        _body.Rise(rise);
        _belief.Spread(rise, varianceMgPerDl2);
    }

    private void RestrainMean()
    {
        Span<Lanes> member = stackalloc Lanes[_body.Dimension];
        for (var i = 0; i < member.Length; i++) member[i] = _belief.Mean[i];
        _body.Restrain(member);
        for (var i = 0; i < member.Length; i++) _belief.Mean[i] = member[i][0];
    }
}
