using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Individualisation;

/// <summary>A person's random effects, and how sure they are.</summary>
public sealed class EffectEstimate
{
    private readonly Lazy<(int[] Free, Matrix<double> Root)> _spread;

    internal EffectEstimate(double[] effects, Matrix<double> covariance, double objective, double[] predictions, int iterations)
    {
        (Effects, Covariance, Objective, Predictions, Iterations) = (effects, covariance, objective, predictions, iterations);
        _spread = new(() =>
        {
            int[] free = [.. Enumerable.Range(0, effects.Length).Where(i => covariance[i, i] > 0)];
            return (free, free.Length == 0 ? Matrix<double>.Build.Dense(1, 1) : Matrix<double>.Build.Dense(free.Length, free.Length, (i, j) => covariance[free[i], free[j]]).Cholesky().Factor);
        });
    }

    /// <summary>The most probable ones.</summary>
    public IReadOnlyList<double> Effects { get; }

    /// <summary>After the measurements: the inverse of the expected curvature at the mode.</summary>
    public Matrix<double> Covariance { get; }

    /// <summary>Σ((y − f)²/v + ln v) + ηᵀΩ⁻¹η at the mode.</summary>
    public double Objective { get; }

    /// <summary>At the measurements, on their scale.</summary>
    public IReadOnlyList<double> Predictions { get; }

    /// <summary>Steps tried.</summary>
    public int Iterations { get; }

    /// <summary>Eight sets of effects as they may be, normal around the most probable ones.</summary>
    /// <param name="noise">Whose numbers.</param>
    /// <param name="first">Number of the first set.</param>
    /// <param name="into">Room for one per effect.</param>
    public void Draw(CounterNoise noise, int first, Span<Lanes> into)
    {
        var (free, root) = _spread.Value;
        for (var i = 0; i < Effects.Count; i++) into[i] = Effects[i];
        for (var j = 0; j < free.Length; j++)
        {
            var normals = noise.Normals(0, first, j);
            for (var i = j; i < free.Length; i++) into[free[i]] += root[i, j] * normals;
        }
    }
}
