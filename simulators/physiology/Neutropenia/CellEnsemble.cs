using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Neutropenia;

/// <summary>Blood cells of eight people from one dose to the next, each with amounts of his own at common times. Not thread safe.</summary>
/// <param name="tolerance">Of each step.</param>
public sealed class CellEnsemble(Tolerance tolerance)
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
    /// <param name="rates">Of the cells.</param>
    /// <param name="atRest">Cells in the circulation at rest, 10⁹/L.</param>
    /// <param name="kinetics">How the drug leaves.</param>
    /// <param name="perVolume">One over the central volume, L⁻¹.</param>
    /// <param name="time">h.</param>
    public void Start(in Friberg.Rates rates, Lanes atRest, LinearKinetics kinetics, Lanes perVolume, double time)
    {
        _rates.Value = rates;
        _drug.Value = DrugCourse.Empty(kinetics, perVolume);
        _cells = new() { Proliferating = atRest, Transit1 = atRest, Transit2 = atRest, Transit3 = atRest, Circulating = atRest };
        (_inflow, _now) = (0, time);
        _solver.Forget();
    }

    /// <inheritdoc cref="Start(in Friberg.Rates, Lanes, LinearKinetics, Lanes, double)"/>
    /// <param name="cells">Of eight people.</param>
    public void Start(CellParameters cells, LinearKinetics kinetics, Lanes perVolume, double time) => Start(
        new() { Maturation = 4 / cells.Transit, LogRest = Lanes.Log(cells.Rest), Feedback = cells.Feedback, Slope = cells.Slope, PerHalf = 0 }, cells.Rest, kinetics, perVolume, time);

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

    /// <summary>Drug comes in, µmol: at once, and from now on at a rate per hour that is added to the one before.</summary>
    public void Give(Lanes atOnce, Lanes rate)
    {
        var next = _inflow + rate;
        _drug.Value.Change(_now, atOnce, _inflow, next);
        _inflow = next;
    }
}
