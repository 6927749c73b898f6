using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>Errors of one forecaster over the windows of the splits.</summary>
/// <remarks>A window's error is the mean over its 12 points; windows are averaged within a split, splits among each other.</remarks>
public sealed class WindowScores
{
    private static readonly double[] Levels = MechanisticOutlook.Levels;

    private readonly List<Split> _splits = [];
    private List<double> _squares = [];
    private List<double> _absolutes = [];
    private readonly double[] _byPoint = new double[ForecastGrid.Points];
    private readonly int[] _counts = new int[ForecastGrid.Points];
    private double _pinball;
    private int _within50, _within90, _judged;
    private int _lateWithin90, _lateJudged;

    /// <summary>Adds a window.</summary>
    /// <param name="expected">Course at the points of <see cref="ForecastGrid"/>, mg/dL.</param>
    /// <param name="quantiles">Five courses, level after level; empty where the forecaster gives none.</param>
    /// <param name="truth">What came; NaN beyond the end of the piece.</param>
    public void Add(ReadOnlySpan<double> expected, ReadOnlySpan<double> quantiles, ReadOnlySpan<double> truth)
    {
        double square = 0, absolute = 0;
        for (var point = 0; point < ForecastGrid.Points; point++)
        {
            var error = expected[point] - truth[point];
            if (double.IsNaN(error)) continue;
            _byPoint[point] += error * error;
            _counts[point]++;
            if (!quantiles.IsEmpty) Judge(point, quantiles, truth[point]);
            if (point >= ForecastGrid.FirstHour) continue;
            square += error * error / ForecastGrid.FirstHour;
            absolute += Math.Abs(error) / ForecastGrid.FirstHour;
        }
        _squares.Add(square);
        _absolutes.Add(absolute);
    }

    /// <summary>Ends a split.</summary>
    public void EndSplit()
    {
        if (_squares.Count == 0) return;
        _splits.Add(new(
            _squares.Average(), Median(_squares), _absolutes.Average(), Median(_absolutes), _squares.Count,
            [.. _byPoint.Zip(_counts, (sum, count) => count > 0 ? sum / count : double.NaN)]));
        (_squares, _absolutes) = ([], []);
        Array.Clear(_byPoint);
        Array.Clear(_counts);
    }

    /// <summary>The figures; RMSE and MAE in mg/dL.</summary>
    public ScoreRow Row(string split, string model)
    {
        if (_splits.Count == 0) throw new InvalidOperationException("No split has ended.");
        return new()
        {
            Split = split,
            Model = model,
            MeanWindowRmse = Math.Sqrt(_splits.Average(one => one.MeanSquare)),
            MeanWindowMae = _splits.Average(one => one.MeanAbsolute),
            MedianWindowRmse = Math.Sqrt(_splits.Average(one => one.MedianSquare)),
            MedianWindowMae = _splits.Average(one => one.MedianAbsolute),
            Rmse30 = At(5), Rmse60 = At(11), Rmse120 = At(15), Rmse240 = At(23),
            Pinball = _judged > 0 ? _pinball / _judged : null,
            Coverage50 = Share(_within50, _judged),
            Coverage90 = Share(_within90, _judged),
            Coverage90Beyond = Share(_lateWithin90, _lateJudged),
            WindowsPerSplit = _splits.Average(one => one.Windows),
            MeanWindowRmseBySplit = [.. _splits.Select(one => Math.Sqrt(one.MeanSquare))],
        };
    }

    private static double? Share(int within, int judged) => judged > 0 ? (double)within / judged : null;

    private double? At(int point)
    {
        double[] known = [.. _splits.Select(one => one.ByPoint[point]).Where(double.IsFinite)];
        return known.Length > 0 ? Math.Sqrt(known.Average()) : null;
    }

    private void Judge(int point, ReadOnlySpan<double> quantiles, double truth)
    {
        var within90 = quantiles[point] <= truth && truth <= quantiles[4 * ForecastGrid.Points + point];
        if (point >= ForecastGrid.FirstHour)
        {
            _lateJudged++;
            if (within90) _lateWithin90++;
            return;
        }
        _judged++;
        if (within90) _within90++;
        if (quantiles[ForecastGrid.Points + point] <= truth && truth <= quantiles[3 * ForecastGrid.Points + point]) _within50++;
        for (var level = 0; level < Levels.Length; level++)
        {
            var above = truth - quantiles[level * ForecastGrid.Points + point];
            _pinball += Math.Max(Levels[level] * above, (Levels[level] - 1) * above) / Levels.Length;
        }
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private sealed record Split(double MeanSquare, double MedianSquare, double MeanAbsolute, double MedianAbsolute, int Windows, double[] ByPoint);
}

/// <summary>One forecaster's figures in one kind of split. RMSE, MAE and pinball loss in mg/dL.</summary>
public sealed record ScoreRow
{
    /// <summary>ID: people whose earlier data were training; OOD: strangers.</summary>
    public required string Split { get; init; }

    public required string Model { get; init; }

    /// <summary>Root of the mean over windows and splits of a window's mean squared error.</summary>
    public required double MeanWindowRmse { get; init; }

    public required double MeanWindowMae { get; init; }

    /// <summary>Root of the mean over splits of the median over windows: what the published table prints.</summary>
    public required double MedianWindowRmse { get; init; }

    public required double MedianWindowMae { get; init; }

    public required double? Rmse30 { get; init; }

    public required double? Rmse60 { get; init; }

    public required double? Rmse120 { get; init; }

    public required double? Rmse240 { get; init; }

    /// <summary>Mean quantile loss over the levels .05 .25 .50 .75 .95 of the first hour.</summary>
    public required double? Pinball { get; init; }

    /// <summary>Share of the first hour's truth within the middle 50 %.</summary>
    public required double? Coverage50 { get; init; }

    /// <summary>Share of the first hour's truth within the middle 90 %.</summary>
    public required double? Coverage90 { get; init; }

    /// <summary>The same from 75 min to 4 h.</summary>
    public required double? Coverage90Beyond { get; init; }

    public required double WindowsPerSplit { get; init; }

    public required double[] MeanWindowRmseBySplit { get; init; }
}
