using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Physiology.Calibration;

/// <summary>What a calibration found.</summary>
/// <param name="Parameters">The parameters and their priors.</param>
/// <param name="Logs">Most probable logarithms relative to the typical values.</param>
/// <param name="Covariance">Posterior covariance of the logarithms.</param>
/// <param name="Iterations">Simulations it took.</param>
/// <param name="Noise">The measurement's errors it ended with.</param>
/// <param name="Course">The course at the most probable parameters, one value per measurement.</param>
public sealed record MapEstimate(
    IReadOnlyList<CalibratedParameter> Parameters, double[] Logs, Matrix<double> Covariance, int Iterations, CorrelatedNoise Noise, double[] Course)
{
    /// <summary>Most probable value of a parameter, in its unit.</summary>
    public double Value(int index) => Parameters[index].Typical * Math.Exp(Logs[index]);

    /// <summary>Posterior standard deviation of a parameter's logarithm.</summary>
    public double LogDeviation(int index) => Math.Sqrt(Covariance[index, index]);

    /// <summary>Whether the data told something of the parameter; if not, it stands at its prior.</summary>
    public bool IsIdentified(int index) => Parameters[index].IsIdentified(LogDeviation(index));
}
