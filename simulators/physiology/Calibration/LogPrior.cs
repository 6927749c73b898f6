using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Physiology.Calibration;

/// <summary>What is believed of parameters before a fit: a normal distribution of their logarithms relative to the typical values.</summary>
/// <param name="Mean">Expected logarithms.</param>
/// <param name="Covariance">Their covariance.</param>
public sealed record LogPrior(double[] Mean, Matrix<double> Covariance)
{
    /// <summary>The population's: typical values, independent spreads.</summary>
    public static LogPrior Of(IReadOnlyList<CalibratedParameter> parameters) => new(
        new double[parameters.Count], Matrix<double>.Build.DenseOfDiagonalArray([.. parameters.Select(parameter => parameter.LogSpread * parameter.LogSpread)]));
}
