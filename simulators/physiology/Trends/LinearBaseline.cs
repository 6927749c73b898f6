using MathNet.Numerics.LinearAlgebra;

namespace TwinGrid.Physiology.Trends;

/// <summary>What a trend is to be compared with: a linear autoregression on the last thirty minutes, fitted by least squares to one recording's beginning.</summary>
internal sealed class LinearBaseline
{
    private const int Lags = 30;

    /// <summary>Keeps the normal equations solvable where a signal stands still.</summary>
    private const double Ridge = 1e-6;

    private readonly double[] _held;
    private readonly Vector<double> _weights;

    private LinearBaseline(double[] held, Vector<double> weights) => (_held, _weights) = (held, weights);

    /// <summary>Fits to windows without gaps that end before <paramref name="until"/>; null where there are too few. Elsewhere a gap holds the last value.</summary>
    public static LinearBaseline? Fit(IReadOnlyList<double?> readings, int ahead, int until)
    {
        var held = new double[readings.Count];
        for (var minute = 0; minute < held.Length; minute++) held[minute] = readings[minute] ?? (minute > 0 ? held[minute - 1] : 0);
        var rows = new List<double[]>();
        var truths = new List<double>();
        for (int minute = 0, run = 0; minute + ahead < until; minute++)
        {
            run = readings[minute] is null ? 0 : run + 1;
            if (run < Lags || readings[minute + ahead] is not { } truth) continue;
            rows.Add(Row(held, minute));
            truths.Add(truth);
        }
        if (rows.Count < 4 * Lags) return null;
        var matrix = Matrix<double>.Build.DenseOfRowArrays(rows);
        var normal = matrix.TransposeThisAndMultiply(matrix) + Ridge * Matrix<double>.Build.DenseIdentity(Lags + 1);
        return new(held, normal.Solve(matrix.TransposeThisAndMultiply(Vector<double>.Build.DenseOfEnumerable(truths))));
    }

    /// <summary>What it expects after this minute.</summary>
    public double Tell(int minute) => _weights.DotProduct(Vector<double>.Build.Dense(Row(_held, minute)));

    private static double[] Row(double[] held, int minute) => [1, .. Enumerable.Range(0, Lags).Select(lag => held[Math.Max(minute - lag, 0)])];
}
