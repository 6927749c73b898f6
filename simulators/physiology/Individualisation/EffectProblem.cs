using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Individualisation;

/// <summary>What was measured of one person, and a model that foretells it from random effects.</summary>
/// <param name="Covariance">Of the effects in the population; an effect with variance 0 stays 0.</param>
/// <param name="Run">Fills a prediction per measurement from effects, eight sets side by side.</param>
/// <param name="Measurements">On the scale of the predictions.</param>
/// <param name="Errors">Of each measurement.</param>
/// <param name="Difference">By which effects are moved to see slopes: above what the model's solver leaves open.</param>
internal sealed record EffectProblem(double[,] Covariance, EffectRun Run, IReadOnlyList<double> Measurements, IReadOnlyList<ResidualError> Errors, double Difference);

/// <summary>Fills a prediction per measurement from effects, eight sets side by side.</summary>
internal delegate void EffectRun(ReadOnlySpan<Lanes> effects, Span<Lanes> predictions);
