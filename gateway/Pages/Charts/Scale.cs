namespace TwinGrid.Gateway.Pages.Charts;

/// <summary>A vertical scale with round numbers.</summary>
/// <param name="Low">Lowest number on it.</param>
/// <param name="High">Highest number on it.</param>
/// <param name="Step">Between two numbers.</param>
public readonly record struct Scale(double Low, double High, double Step)
{
    private static readonly double[] Steps = [1, 2, 2.5, 5, 10];

    /// <summary>The scale that holds all values, and at least <paramref name="leastLow"/> to <paramref name="leastHigh"/>, in at most about <paramref name="steps"/> steps.</summary>
    public static Scale Around(IEnumerable<double> values, double leastLow, double leastHigh, int steps)
    {
        var (low, high) = (leastLow, leastHigh);
        foreach (var value in values.Where(double.IsFinite)) (low, high) = (Math.Min(low, value), Math.Max(high, value));
        var raw = Math.Max(high - low, 1e-6) / steps;
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = magnitude * Array.Find(Steps, s => s * magnitude >= raw - 1e-12);
        return new Scale(Math.Floor(low / step) * step, Math.Ceiling(high / step) * step, step);
    }
}
