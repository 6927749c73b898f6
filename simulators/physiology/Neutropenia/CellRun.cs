using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Neutropenia;

/// <summary>Blood cells under a drug of the library, eight sets of random effects of one patient. Not thread safe.</summary>
/// <param name="model">The drug and the cells.</param>
/// <param name="patient">Covariates.</param>
/// <param name="tolerance">Of each step.</param>
internal sealed class CellRun(Myelotoxicity model, Covariates patient, Tolerance tolerance)
{
    private readonly CellEnsemble _cells = new(tolerance);

    /// <inheritdoc cref="CellEnsemble.Circulating"/>
    public Lanes Circulating => _cells.Circulating;

    /// <summary>Everybody at rest and without drug.</summary>
    /// <param name="effects">Those of the kinetics, then those of the cells.</param>
    /// <param name="time">h.</param>
    public void Start(ReadOnlySpan<Lanes> effects, double time)
    {
        var kinetic = model.Kinetics.Covariance.GetLength(0);
        var p = model.Kinetics.Parameters(effects[..kinetic], new Lanes[model.Kinetics.OccasionCovariance.GetLength(0)], patient);
        _cells.Start(model.Parameters(effects[kinetic..], patient), p.Kinetics(model.Kinetics.Compartments), 1 / p.Volume, time);
    }

    /// <inheritdoc cref="CellEnsemble.Advance"/>
    public void Advance(double to, ReadOnlySpan<double> times, Span<double> figures, int stride) => _cells.Advance(to, times, figures, stride);

    /// <summary>Drug comes in, mg: at once, and from now on at a rate per hour that is added to the one before.</summary>
    public void Give(Lanes atOnce, Lanes rate) => _cells.Give(1000 / model.MolarMass * atOnce, 1000 / model.MolarMass * rate);
}
