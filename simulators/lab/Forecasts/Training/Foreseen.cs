using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.Training;

/// <summary>Forecasts of rows that the training had not seen: what the linear part leaves, and what the learned part would correct of it.</summary>
/// <param name="count">How many rows.</param>
internal sealed class Foreseen(int count)
{
    private readonly float[] _left = Unknown(count);
    private readonly float[] _corrections = new float[count * ForecastGrid.Points];
    private readonly int[] _folds = new int[count];

    public int Count => count;

    /// <summary>The learned part is trusted by one number within the hour (0) and by another beyond (1).</summary>
    public static int PartOf(int point) => point < ForecastGrid.FirstHour ? 0 : 1;

    public static Foreseen Of(TrainingTable table, LinearAutoregression linear, Correction correction)
    {
        var foreseen = new Foreseen(table.Count);
        foreseen.Fill(table, linear, correction, [.. Enumerable.Range(0, table.Count)], 0);
        return foreseen;
    }

    public void Fill(TrainingTable table, LinearAutoregression linear, Correction correction, int[] rows, int fold)
    {
        Span<float> inputs = new float[ForecastInputs.Features];
        Span<double> corrected = stackalloc double[ForecastGrid.Points];
        foreach (var row in rows)
        {
            _folds[row] = fold;
            table.Beyond(linear, row, _left.AsSpan(row * ForecastGrid.Points, ForecastGrid.Points));
            correction.Scale.Apply(table.FeaturesOf(row), inputs);
            correction.Foresee(inputs, corrected);
            for (var point = 0; point < ForecastGrid.Points; point++) _corrections[row * ForecastGrid.Points + point] = (float)corrected[point];
        }
    }

    /// <summary>The linear part alone.</summary>
    public void FillLinear(TrainingTable table, LinearAutoregression linear) => table.Beyond(linear).CopyTo(_left, 0);

    /// <summary>Shares of the correction, 0 to 1, that leave the smallest squared error, less a caution.</summary>
    public double[] Trust(double[]? caution)
    {
        var best = TrustOf(null) ?? [0, 0];
        return [.. best.Select((share, part) => Math.Clamp(share - (caution?[part] ?? 0), 0, 1))];
    }

    /// <summary>The same of one fold, or of all (null), without bounds; null where nothing is known.</summary>
    public double[]? TrustOf(int? fold)
    {
        var (products, squares) = (new double[2], new double[2]);
        for (var row = 0; row < count; row++)
        {
            if (fold is { } one && _folds[row] != one) continue;
            for (var point = 0; point < ForecastGrid.Points; point++)
            {
                var left = _left[row * ForecastGrid.Points + point];
                double correction = _corrections[row * ForecastGrid.Points + point];
                if (float.IsNaN(left)) continue;
                products[PartOf(point)] += left * correction;
                squares[PartOf(point)] += correction * correction;
            }
        }
        return squares[0] > 0 ? [products[0] / squares[0], squares[1] > 0 ? products[1] / squares[1] : 0] : null;
    }

    /// <summary>What is left of the truth at such a trust: 24 a row, mg/dL.</summary>
    public float[] Errors(double[] trust)
    {
        var errors = new float[_left.Length];
        for (var i = 0; i < errors.Length; i++) errors[i] = _left[i] - (float)trust[PartOf(i % ForecastGrid.Points)] * _corrections[i];
        return errors;
    }

    private static float[] Unknown(int count)
    {
        var left = new float[count * ForecastGrid.Points];
        Array.Fill(left, float.NaN);
        return left;
    }
}
