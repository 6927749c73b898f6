using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Neutropenia;

/// <summary>Blood cells of eight people from one dose to the next, each with amounts of their own at common times. Not thread safe.</summary>
/// <param name="model">The drug and the cells.</param>
/// <param name="patient">Covariates.</param>
/// <param name="tolerance">Of each step.</param>
internal sealed class CellRun(Myelotoxicity model, Covariates patient, Tolerance tolerance)
{
    private readonly DormandPrince853<Friberg, Friberg.State, Friberg.Rates, DrugCourse> _solver = new(tolerance);
    private readonly Aligned<Friberg.Rates> _rates = new();
    private readonly Aligned<DrugCourse> _drug = new();
    private Friberg.State _cells;
    private Lanes _inflow;
    private double _now;

    /// <summary>Cells in the circulation, 10⁹/L.</summary>
    public Lanes Circulating => _cells.Circulating;

    /// <summary>Everybody at rest and without drug.</summary>
    /// <param name="effects">Those of the kinetics, then those of the cells.</param>
    /// <param name="time">h.</param>
    public void Start(ReadOnlySpan<Lanes> effects, double time)
    {
        var kinetic = model.Kinetics.Covariance.GetLength(0);
        var p = model.Kinetics.Parameters(effects[..kinetic], new Lanes[model.Kinetics.OccasionCovariance.GetLength(0)], patient);
        var cells = model.Parameters(effects[kinetic..], patient);
        _drug.Value = DrugCourse.Empty(p.Kinetics(model.Kinetics.Compartments), 1 / p.Volume);
        _rates.Value = new() { Maturation = 4 / cells.Transit, LogRest = Lanes.Log(cells.Rest), Feedback = cells.Feedback, Slope = cells.Slope, PerHalf = 0 };
        _cells = new() { Proliferating = cells.Rest, Transit1 = cells.Rest, Transit2 = cells.Rest, Transit3 = cells.Rest, Circulating = cells.Rest };
        (_inflow, _now) = (0, time);
        _solver.Forget();
    }

    /// <summary>Goes on to a time and records the circulation on the way.</summary>
    /// <param name="to">h.</param>
    /// <param name="times">Rising, after the present and not after <paramref name="to"/>.</param>
    /// <param name="figures">Room: person i at times[k] stands at i·stride + k.</param>
    /// <param name="stride">From one person's row to the next one's.</param>
    public void Advance(double to, ReadOnlySpan<double> times, Span<double> figures, int stride)
    {
        if (to > _now) _solver.Advance(ref _cells, in _rates.Value, in _drug.Value, _now, to, times, figures, stride);
        _now = Math.Max(to, _now);
    }

    /// <summary>Drug comes in, mg: at once, and from now on at a rate per hour that is added to the one before.</summary>
    public void Give(Lanes atOnce, Lanes rate)
    {
        var perMilligram = 1000 / model.MolarMass;
        var next = _inflow + perMilligram * rate;
        _drug.Value.Change(_now, perMilligram * atOnce, _inflow, next);
        _inflow = next;
    }
}
