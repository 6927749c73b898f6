using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Individualisation;

/// <summary>
/// Finds one person's random effects from few measurements: the most probable ones under the population's (maximum a posteriori, the objective of
/// NONMEM's first-order conditional estimation with interaction).
/// </summary>
/// <remarks>
/// Minimised is Σ((y − f)²/v + ln v) + ηᵀΩ⁻¹η with the variance v at the present prediction f. The eight lanes of one run hold a point and its neighbours;
/// steps are Newton's with the expected curvature, damped where the objective would rise.
/// Beal, Sheiner, NONMEM Users Guides; Le Louedec et al., CPT Pharmacometrics Syst Pharmacol 10:1208, 2021.
/// </remarks>
internal sealed class EffectFit
{
    private const double Enough = 1e-8, MostDamping = 1e9;
    private const int Neighbours = Lanes.Count - 1, MostIterations = 100;

    private readonly EffectProblem _problem;
    private readonly int[] _free;
    private readonly Matrix<double> _precision;
    private readonly Lanes[] _effects;
    private readonly Lanes[] _predictions;

    private EffectFit(EffectProblem problem)
    {
        _problem = problem;
        var all = problem.Covariance;
        _free = [.. Enumerable.Range(0, all.GetLength(0)).Where(i => all[i, i] > 0)];
        _precision = _free.Length == 0 ? Matrix<double>.Build.Dense(1, 1) : Matrix<double>.Build.Dense(_free.Length, _free.Length, (i, j) => all[_free[i], _free[j]]).Inverse();
        (_effects, _predictions) = (new Lanes[all.GetLength(0)], new Lanes[problem.Measurements.Count]);
    }

    /// <summary>The most probable effects.</summary>
    /// <exception cref="ArithmeticException">No finite objective is found.</exception>
    public static EffectEstimate Find(EffectProblem problem)
    {
        var fit = new EffectFit(problem);
        var present = fit.At(new double[fit._free.Length]);
        if (!double.IsFinite(present.Objective)) throw new ArithmeticException("With the population's typical effects no prediction is finite: check doses, times and covariates.");
        var (damping, iterations) = (0.0, 0);
        for (; iterations < MostIterations && damping < MostDamping && fit._free.Length > 0; iterations++)
        {
            var curvature = present.Curvature.Clone();
            if (damping > 0) curvature += damping * Matrix<double>.Build.DiagonalOfDiagonalVector(curvature.Diagonal());
            var step = curvature.Cholesky().Solve(present.Gradient);
            if (step.InfinityNorm() < Enough) break;
            var next = fit.At([.. present.Effects.Select((effect, i) => effect - step[i])]);
            if (next.Objective <= present.Objective + 1e-12 * Math.Abs(present.Objective))
            {
                present = next;
                damping = damping > 1e-3 ? damping / 10 : 0;
            }
            else damping = Math.Max(damping * 10, 1e-3);
        }
        return fit.Estimate(present, iterations);
    }

    /// <summary>Where a fit stands.</summary>
    private sealed record Point(double[] Effects, double Objective, Vector<double> Gradient, Matrix<double> Curvature, double[] Predictions);

    private Point At(double[] free)
    {
        var (n, m) = (free.Length, _predictions.Length);
        var (predictions, slopes) = (new double[m], new double[n, m]);
        for (var first = 0; first == 0 || first < n; first += Neighbours)
        {
            Array.Clear(_effects);
            for (var i = 0; i < n; i++) _effects[_free[i]] = free[i];
            var moved = Math.Min(Neighbours, n - first);
            for (var i = 0; i < moved; i++) _effects[_free[first + i]] = _effects[_free[first + i]].With(i + 1, free[first + i] + _problem.Difference);
            _problem.Run(_effects, _predictions);
            for (var k = 0; k < m; k++)
            {
                predictions[k] = _predictions[k][0];
                for (var i = 0; i < moved; i++) slopes[first + i, k] = (_predictions[k][i + 1] - predictions[k]) / (free[first + i] + _problem.Difference - free[first + i]);
            }
        }
        return Weigh(free, predictions, slopes);
    }

    private Point Weigh(double[] free, double[] predictions, double[,] slopes)
    {
        var n = free.Length;
        if (n == 0) return new(free, Objective(predictions, 0), Vector<double>.Build.Dense(1), Matrix<double>.Build.Dense(1, 1), predictions);
        var effects = Vector<double>.Build.DenseOfArray(free);
        // Halves of gradient and curvature throughout.
        var gradient = _precision * effects;
        var curvature = _precision.Clone();
        for (var k = 0; k < predictions.Length; k++)
        {
            var (variance, slope) = _problem.Errors[k].At(predictions[k]);
            var error = _problem.Measurements[k] - predictions[k];
            var pull = -error / variance + .5 * slope / variance * (1 - error * error / variance);
            var weight = 1 / variance + .5 * slope * slope / (variance * variance);
            for (var i = 0; i < n; i++)
            {
                gradient[i] += pull * slopes[i, k];
                for (var j = 0; j < n; j++) curvature[i, j] += weight * slopes[i, k] * slopes[j, k];
            }
        }
        return new(free, Objective(predictions, effects * _precision * effects), gradient, curvature, predictions);
    }

    private double Objective(double[] predictions, double prior)
    {
        for (var k = 0; k < predictions.Length; k++)
        {
            var (variance, _) = _problem.Errors[k].At(predictions[k]);
            var error = _problem.Measurements[k] - predictions[k];
            prior += error * error / variance + Math.Log(variance);
        }
        return double.IsFinite(prior) ? prior : double.PositiveInfinity;
    }

    private EffectEstimate Estimate(Point point, int iterations)
    {
        var (effects, covariance) = (new double[_effects.Length], Matrix<double>.Build.Dense(Math.Max(_effects.Length, 1), Math.Max(_effects.Length, 1)));
        var free = _free.Length == 0 ? point.Curvature : point.Curvature.Inverse();
        for (var i = 0; i < _free.Length; i++)
        {
            effects[_free[i]] = point.Effects[i];
            for (var j = 0; j < _free.Length; j++) covariance[_free[i], _free[j]] = .5 * (free[i, j] + free[j, i]);
        }
        return new(effects, covariance, point.Objective, point.Predictions, iterations);
    }
}
