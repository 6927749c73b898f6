using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>
/// One patient's doses through a drug's linear kinetics, eight sets of random effects side by side, exact from event to event. Made once for a
/// patient and run many times. Not thread safe.
/// </summary>
public sealed class KineticCourse
{
    private readonly DrugModel _model;
    private readonly PatientRecord _patient;
    private readonly Event[] _planned;
    private readonly Event[] _events;
    private readonly int _occasionEffects;

    /// <param name="model">The drug.</param>
    /// <param name="patient">Doses, times at which concentrations are wanted, covariates.</param>
    /// <exception cref="ArgumentException">Times do not rise.</exception>
    public KineticCourse(DrugModel model, PatientRecord patient)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(patient);
        (_model, _patient, _occasionEffects) = (model, patient, model.OccasionCovariance.GetLength(0));
        CheckRising(patient.Measurements.Select(m => m.Time), "Measurements");
        CheckRising(patient.Covariates.Select(c => c.Time), "Covariates");
        CheckRising(patient.OccasionStarts, "Occasions");
        _planned = [.. Plan()];
        _events = new Event[_planned.Length];
    }

    /// <summary>How many random effects a set has: between people, then those of each occasion.</summary>
    public int Effects => _model.Covariance.GetLength(0) + _patient.Occasions * _occasionEffects;

    /// <summary>Concentrations at the times of the patient's measurements.</summary>
    /// <param name="effects">One per random effect.</param>
    /// <param name="concentrations">Room for one per measurement.</param>
    public void Run(ReadOnlySpan<Lanes> effects, Span<Lanes> concentrations) => Run(effects, concentrations, []);

    /// <inheritdoc cref="Run(ReadOnlySpan{Lanes}, Span{Lanes})"/>
    /// <param name="exposures">Room for one per measurement: the area under the concentration from the first event to it, h times concentration; or empty.</param>
    public void Run(ReadOnlySpan<Lanes> effects, Span<Lanes> concentrations, Span<Lanes> exposures) => Run(effects, concentrations, exposures, []);

    /// <inheritdoc cref="Run(ReadOnlySpan{Lanes}, Span{Lanes}, Span{Lanes})"/>
    /// <param name="factors">One per single dose, rising in time: what its amount is multiplied with in each lane; or empty. A steady state from before is not multiplied.</param>
    public void Run(ReadOnlySpan<Lanes> effects, Span<Lanes> concentrations, Span<Lanes> exposures, ReadOnlySpan<Lanes> factors)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(effects.Length, Effects, nameof(effects));
        var (covariates, occasion) = (0, 0);
        var p = Parameters(effects, covariates, occasion);
        Order(p);
        var kinetics = p.Kinetics(_model.Compartments);
        var y = default(CompartmentAmounts);
        Lanes now = _events.Length > 0 ? _events[0].At : 0, rate = 0, exposure = 0;
        foreach (var happening in _events)
        {
            var duration = Lanes.Max(happening.At - now, 0);
            if (Lanes.Any(duration > 0))
            {
                var before = y.Central + y.Second + y.Third + y.Depot;
                kinetics.Over(duration, p.Absorption).Carry(ref y, rate);
                // What left the body is the clearance times the area under the concentration.
                if (exposures.Length > 0) exposure += (before + rate * duration - (y.Central + y.Second + y.Third + y.Depot)) / p.Clearance;
            }
            now = happening.At;
            switch (happening.Kind)
            {
                case EventKind.Measurement:
                    concentrations[happening.Index] = y.Central / p.Volume;
                    if (exposures.Length > 0) exposures[happening.Index] = exposure;
                    continue;
                case EventKind.DoseBegins or EventKind.DoseEnds:
                    Give(happening, p, factors.IsEmpty ? 1 : factors[happening.Index], ref y, ref rate);
                    continue;
                case EventKind.SteadyState:
                    y = SteadyState(kinetics, p, _patient.Regimen.Doses[happening.Index]);
                    rate = 0;
                    continue;
                case EventKind.Covariates:
                    covariates = happening.Index;
                    break;
                case EventKind.Occasion:
                    occasion = happening.Index;
                    break;
            }
            p = Parameters(effects, covariates, occasion);
            kinetics = p.Kinetics(_model.Compartments);
        }
    }

    private static void Give(Event happening, KineticParameters p, Lanes factor, ref CompartmentAmounts y, ref Lanes rate)
    {
        var dose = happening.Dose;
        var isEnd = happening.Kind == EventKind.DoseEnds;
        var (amount, duration) = Entry(dose, p);
        amount *= factor;
        if (Lanes.Any(duration > 0)) rate += (isEnd ? -1 : 1) * amount / duration;
        else if (isEnd) return;
        else if (dose.Route == DoseRoute.Depot) y.Depot += amount;
        else y.Central += amount;
    }

    /// <summary>How much arrives, and over which time at a constant rate; 0: at once.</summary>
    private static (Lanes Amount, Lanes Duration) Entry(Dose dose, KineticParameters p) =>
        dose.Route == DoseRoute.Depot ? (dose.Amount * p.Bioavailability, p.AbsorptionDuration) : (dose.Amount, dose.Duration);

    /// <summary>Amounts at a dose that was given at its interval since ever, it itself not yet.</summary>
    private static CompartmentAmounts SteadyState(LinearKinetics kinetics, KineticParameters p, Dose dose)
    {
        var end = default(CompartmentAmounts);
        var (amount, duration) = Entry(dose, p);
        var isInfusion = Lanes.Any(duration > 0);
        if (!isInfusion && dose.Route == DoseRoute.Depot) end.Depot = amount;
        if (!isInfusion && dose.Route == DoseRoute.Central) end.Central = amount;
        if (isInfusion) kinetics.Over(duration, p.Absorption).Carry(ref end, amount / duration);
        kinetics.Over(Lanes.Max(dose.Interval - p.Lag - duration, 0), p.Absorption).Carry(ref end, 0);
        var whole = kinetics.Over(dose.Interval, p.Absorption);
        Span<Lanes> matrix =
        [
            whole.DepotLeft, 0, 0, 0,
            whole.Depot1, whole.M11, whole.M12, whole.M13,
            whole.Depot2, whole.M21, whole.M22, whole.M23,
            whole.Depot3, whole.M31, whole.M32, whole.M33,
        ];
        var factors = new BatchedFactorisation(4);
        factors.Factor(matrix, 1);
        factors.Solve(StateLanes.Of(ref end));
        return end;
    }

    private KineticParameters Parameters(ReadOnlySpan<Lanes> effects, int covariates, int occasion)
    {
        var between = _model.Covariance.GetLength(0);
        return _model.Parameters(effects[..between], effects.Slice(between + occasion * _occasionEffects, _occasionEffects), _patient.Covariates[covariates]);
    }

    private IEnumerable<Event> Plan()
    {
        for (var i = 0; i < _patient.Measurements.Count; i++) yield return new(EventKind.Measurement, 2, _patient.Measurements[i].Time, i);
        for (var i = 1; i < _patient.Covariates.Count; i++)
            yield return _patient.Carry == CovariateCarry.Forwards
                ? new(EventKind.Covariates, 0, _patient.Covariates[i].Time, i)
                : new(EventKind.Covariates, 3, _patient.Covariates[i - 1].Time, i);
        for (var i = 0; i < _patient.OccasionStarts.Count; i++) yield return new(EventKind.Occasion, 1, _patient.OccasionStarts[i], i + 1);
        for (var i = 0; i < _patient.Regimen.Doses.Count; i++)
            if (_patient.Regimen.Doses[i] is { IsSteadyState: true } first) yield return new(EventKind.SteadyState, 4, first.Time, i);
        var single = _patient.Regimen.Single();
        for (var i = 0; i < single.Count; i++)
        {
            yield return new(EventKind.DoseBegins, 5, single[i].Time, i) { Dose = single[i] };
            if (single[i].Duration > 0 || single[i].Route == DoseRoute.Depot) yield return new(EventKind.DoseEnds, 5, single[i].Time, i) { Dose = single[i] };
        }
    }

    /// <summary>When each event happens in each lane, and their order. Lanes are neighbours of one set of effects and keep the first one's order.</summary>
    private void Order(KineticParameters p)
    {
        for (var i = 0; i < _planned.Length; i++)
        {
            var happening = _planned[i];
            happening.At = happening.Time;
            if (happening.Kind is EventKind.DoseBegins or EventKind.DoseEnds) happening.At += p.Lag;
            if (happening.Kind == EventKind.DoseEnds) happening.At += Entry(happening.Dose, p).Duration;
            var place = i;
            for (; place > 0 && IsAfter(_events[place - 1], happening); place--) _events[place] = _events[place - 1];
            _events[place] = happening;
        }

        static bool IsAfter(Event a, Event b) => a.At[0] > b.At[0] || (a.At[0] == b.At[0] && a.Priority > b.Priority);
    }

    private static void CheckRising(IEnumerable<double> times, string what)
    {
        var last = double.NegativeInfinity;
        foreach (var time in times)
        {
            if (!(time >= last) || !double.IsFinite(time)) throw new ArgumentException($"{what} must rise in time; {time} h follows {last} h.", nameof(times));
            last = time;
        }
    }

    private enum EventKind
    {
        Covariates, Occasion, Measurement, SteadyState, DoseBegins, DoseEnds,
    }

    /// <param name="Priority">What happens first of what happens at one time.</param>
    private record struct Event(EventKind Kind, int Priority, double Time, int Index)
    {
        public Dose Dose;
        public Lanes At;
    }
}
