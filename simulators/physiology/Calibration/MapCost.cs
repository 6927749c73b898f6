using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Physiology.Calibration;

/// <summary>A simulated course and its slope by each parameter's logarithm.</summary>
internal sealed record MapRun(double[] Course, double[,] Slopes);

/// <summary>Where a fit stands.</summary>
internal sealed record MapPoint(double[] Logs, MapRun Runs, double Cost, Vector<double> Gradient, Matrix<double> Curvature)
{
    public double[] Course => Runs.Course;
}

/// <summary>How improbable a course is beside measurements and prior: minus twice the logarithm, with gradient and Gauss–Newton curvature halved.</summary>
internal sealed class MapCost(double[] measured, double[] doubt, LogPrior prior, double robustness)
{
    private const double LowestDeviation = 1;
    private const double HighestDeviation = 80;
    private const double LowestCorrelation = 0.3;
    private const double HighestCorrelation = 0.985;

    private readonly Matrix<double> _certainty = prior.Covariance.Inverse();

    public MapPoint Weigh(double[] logs, MapRun run, CorrelatedNoise errors)
    {
        var away = Vector<double>.Build.Dense(logs.Length, i => logs[i] - prior.Mean[i]);
        var gradient = _certainty * away;
        var curvature = _certainty.Clone();
        var cost = away * gradient;
        var slope = new double[logs.Length];
        var before = -1;
        for (var k = 0; k < measured.Length; k++)
        {
            if (double.IsNaN(measured[k])) continue;
            var (weight, memory) = errors.Whitening(before < 0 ? 0 : k - before);
            if (doubt.Length > 0) weight /= doubt[k];
            var residual = weight * (Residual(run, k) - (before < 0 ? 0 : memory * Residual(run, before)));
            var pull = Math.Min(1, robustness / Math.Abs(residual));
            cost += pull < 1 ? robustness * (2 * Math.Abs(residual) - robustness) : residual * residual;
            for (var i = 0; i < logs.Length; i++) slope[i] = weight * (run.Slopes[i, k] - (before < 0 ? 0 : memory * run.Slopes[i, before]));
            for (var i = 0; i < logs.Length; i++)
            {
                gradient[i] += pull * slope[i] * residual;
                for (var j = 0; j < logs.Length; j++) curvature[i, j] += pull * slope[i] * slope[j];
            }
            before = k;
        }
        return new(logs, run, double.IsFinite(cost) ? cost : double.PositiveInfinity, gradient, curvature);
    }

    /// <summary>The errors that what is left between course and measurements suggests; residuals far out count as three deviations.</summary>
    public CorrelatedNoise ErrorsLeft(double[] course, CorrelatedNoise errors, int parameters)
    {
        var run = new MapRun(course, new double[0, 0]);
        double products = 0, squares = 0;
        var pairs = 0;
        foreach (var k in Pairs())
        {
            products += Residual(run, k) * Residual(run, k - 1);
            squares += 0.5 * (Math.Pow(Residual(run, k), 2) + Math.Pow(Residual(run, k - 1), 2));
            pairs++;
        }
        if (pairs <= 4 * parameters) return errors;
        var correlation = Math.Clamp(products / squares, LowestCorrelation, HighestCorrelation);
        double[] fresh = [.. Pairs().Select(k => Residual(run, k) - correlation * Residual(run, k - 1))];
        var usual = Math.Sqrt(fresh.Average(e => e * e));
        var kept = fresh.Sum(e => Math.Min(e * e, 9 * usual * usual)) / (fresh.Length - parameters);
        return new(Math.Clamp(Math.Sqrt(kept / (1 - correlation * correlation)), LowestDeviation, HighestDeviation), correlation);
    }

    private double Residual(MapRun run, int k) => run.Course[k] - measured[k];

    /// <summary>Samples with a neighbour before them, both undoubted.</summary>
    private IEnumerable<int> Pairs() => Enumerable.Range(1, Math.Max(measured.Length - 1, 0)).Where(k =>
        !double.IsNaN(measured[k]) && !double.IsNaN(measured[k - 1]) && (doubt.Length == 0 || (doubt[k] <= 1 && doubt[k - 1] <= 1)));
}
