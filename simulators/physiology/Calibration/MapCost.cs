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
    private const int Apart = 3;

    /// <summary>Bounds of the correlation so many samples apart.</summary>
    private const double LowestCorrelation = 0.1;
    private const double HighestCorrelation = 0.95;

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

    /// <summary>
    /// The errors that what is left between course and measurements suggests. They are looked at three samples apart, for sensors are smoother from one to
    /// the next than errors that fade geometrically; what lies far out counts as three deviations.
    /// </summary>
    public CorrelatedNoise ErrorsLeft(double[] course, CorrelatedNoise errors, int parameters)
    {
        int[] pairs = [.. Enumerable.Range(Apart, Math.Max(measured.Length - Apart, 0)).Where(k => IsUndoubted(k) && IsUndoubted(k - Apart))];
        if (pairs.Length <= 4 * Apart * parameters) return errors;
        double Left(int k) => course[k] - measured[k];
        var squares = pairs.Average(k => 0.5 * (Left(k) * Left(k) + Left(k - Apart) * Left(k - Apart)));
        var kept = Math.Clamp(pairs.Average(k => Left(k) * Left(k - Apart)) / squares, LowestCorrelation, HighestCorrelation);
        double[] fresh = [.. pairs.Select(k => Math.Pow(Left(k) - kept * Left(k - Apart), 2))];
        var usual = fresh.Average();
        var variance = fresh.Sum(square => Math.Min(square, 9 * usual)) / (fresh.Length - Apart * parameters) / (1 - kept * kept);
        return new(Math.Clamp(Math.Sqrt(variance), LowestDeviation, HighestDeviation), Math.Pow(kept, 1.0 / Apart));
    }

    private double Residual(MapRun run, int k) => run.Course[k] - measured[k];

    private bool IsUndoubted(int k) => !double.IsNaN(measured[k]) && (doubt.Length == 0 || doubt[k] <= 1);
}
