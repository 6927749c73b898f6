using MathNet.Numerics.LinearAlgebra;
using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>Sums from which a linear autoregression is solved; those of several people add up.</summary>
public sealed class AutoregressionSums
{
    /// <summary>Taken off every value, so that the sums are well conditioned, mg/dL.</summary>
    internal const double Middle = 120;

    private AutoregressionSums(int lags)
    {
        Lags = lags;
        Squares = [.. LinearAutoregression.Reaches.Select(_ => Matrix<double>.Build.Dense(lags + 1, lags + 1))];
        Products = [.. LinearAutoregression.Reaches.Select(_ => Matrix<double>.Build.Dense(lags + 1, ForecastGrid.FirstHour))];
    }

    public int Lags { get; }

    internal Matrix<double>[] Squares { get; }

    internal Matrix<double>[] Products { get; }

    /// <summary>All windows of some training pieces.</summary>
    public static AutoregressionSums Of(IEnumerable<Segment> pieces, int lags)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        var sums = new AutoregressionSums(lags);
        foreach (var piece in pieces)
            for (var part = 0; part < LinearAutoregression.Reaches.Count; part++)
                sums.Add(piece, part);
        return sums;
    }

    /// <summary>The sums of many.</summary>
    public static AutoregressionSums Of(IEnumerable<AutoregressionSums> parts, int lags)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var sums = new AutoregressionSums(lags);
        foreach (var part in parts)
            for (var i = 0; i < sums.Squares.Length; i++)
            {
                sums.Squares[i] += part.Squares[i];
                sums.Products[i] += part.Products[i];
            }
        return sums;
    }

    private void Add(Segment piece, int part)
    {
        var windows = piece.Length - Lags - LinearAutoregression.Reaches[part] + 1;
        if (windows <= 0) return;
        var seen = Matrix<double>.Build.Dense(windows, Lags + 1, (row, column) => column < Lags ? piece.MgPerDl[row + Lags - 1 - column] - Middle : 1);
        var came = Matrix<double>.Build.Dense(windows, ForecastGrid.FirstHour, (row, column) => piece.MgPerDl[row + Lags - 1 + ForecastGrid.StepOf(part * ForecastGrid.FirstHour + column)] - Middle);
        Squares[part] += seen.TransposeThisAndMultiply(seen);
        Products[part] += seen.TransposeThisAndMultiply(came);
    }
}

/// <summary>Glucose to come as a weighted sum of recent readings: ordinary least squares with intercept, all people pooled.</summary>
public sealed class LinearAutoregression
{
    /// <summary>Steps that a window must reach: for the points of the first hour and for those beyond.</summary>
    internal static readonly IReadOnlyList<int> Reaches = [ForecastGrid.FirstHour, ForecastGrid.LastStep];

    private LinearAutoregression(int lags) => Lags = lags;

    public int Lags { get; }

    /// <summary>Per reading and point: what a reading k steps before the newest adds (k from 0), mg/dL per mg/dL.</summary>
    public double[,] Weights { get; private init; } = new double[0, 0];

    /// <summary>Per point, mg/dL.</summary>
    public double[] Intercepts { get; private init; } = [];

    /// <summary>The least-squares solution.</summary>
    public static LinearAutoregression Fit(AutoregressionSums sums)
    {
        ArgumentNullException.ThrowIfNull(sums);
        var (weights, intercepts) = (new double[sums.Lags, ForecastGrid.Points], new double[ForecastGrid.Points]);
        for (var part = 0; part < Reaches.Count; part++)
        {
            // A trace of a ridge lets even a data set of a few windows be solved.
            var solved = (sums.Squares[part] + 1e-6 * Matrix<double>.Build.DenseIdentity(sums.Lags + 1)).Cholesky().Solve(sums.Products[part]);
            for (var column = 0; column < ForecastGrid.FirstHour; column++)
            {
                var point = part * ForecastGrid.FirstHour + column;
                var total = 0.0;
                for (var lag = 0; lag < sums.Lags; lag++) total += weights[lag, point] = solved[lag, column];
                intercepts[point] = solved[sums.Lags, column] + AutoregressionSums.Middle * (1 - total);
            }
        }
        return new(sums.Lags) { Weights = weights, Intercepts = intercepts };
    }

    /// <summary>Expected change from the newest reading at each point, mg/dL.</summary>
    /// <param name="newest">Newest reading, mg/dL.</param>
    /// <param name="lags">Differences of the readings before it, newest first.</param>
    /// <param name="change">Room for 24.</param>
    public void Foresee(float newest, ReadOnlySpan<float> lags, Span<double> change)
    {
        for (var point = 0; point < change.Length; point++)
        {
            var (sum, total) = (Intercepts[point], Weights[0, point]);
            for (var lag = 1; lag < Lags; lag++)
            {
                sum += Weights[lag, point] * lags[lag - 1];
                total += Weights[lag, point];
            }
            change[point] = sum + (total - 1) * newest;
        }
    }
}
