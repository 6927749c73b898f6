using MathNet.Numerics;

namespace TwinGrid.Physiology.Forecasting;

/// <summary>Quantiles of a small sample by the Harrell–Davis estimator: every member counts, so they move smoothly and never cross.</summary>
/// <remarks>Harrell, Davis, A new distribution-free quantile estimator, Biometrika 69:635, 1982.</remarks>
public sealed class MemberQuantiles
{
    private readonly double[][] _weights;

    /// <param name="levels">Rising levels in (0, 1).</param>
    /// <param name="members">Sample size.</param>
    public MemberQuantiles(ReadOnlySpan<double> levels, int members)
    {
        _weights = new double[levels.Length][];
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] is not (> 0 and < 1) || (i > 0 && levels[i] <= levels[i - 1]))
                throw new ArgumentException($"Quantile levels must rise within 0 and 1; level {i} is {levels[i]}.", nameof(levels));
            var a = (members + 1) * levels[i];
            var b = (members + 1) * (1 - levels[i]);
            var below = Enumerable.Range(0, members + 1).Select(j => SpecialFunctions.BetaRegularized(a, b, (double)j / members)).ToArray();
            _weights[i] = [.. Enumerable.Range(0, members).Select(j => below[j + 1] - below[j])];
        }
    }

    /// <summary>Quantiles of a sample.</summary>
    /// <param name="sorted">The sample in rising order.</param>
    /// <param name="quantiles">One per level.</param>
    public void Of(ReadOnlySpan<double> sorted, Span<double> quantiles)
    {
        for (var i = 0; i < _weights.Length; i++)
        {
            var sum = 0.0;
            for (var j = 0; j < sorted.Length; j++) sum += _weights[i][j] * sorted[j];
            quantiles[i] = i > 0 ? Math.Max(sum, quantiles[i - 1]) : sum;
        }
    }
}
