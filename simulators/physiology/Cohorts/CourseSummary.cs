namespace TwinGrid.Physiology.Cohorts;

/// <summary>What a cohort's figure is like at one time.</summary>
/// <param name="Time">In the model's own unit.</param>
/// <param name="Mean">Over all people.</param>
/// <param name="Sd">Standard deviation, divisor n − 1; not a number for one person.</param>
/// <param name="P05">Quantile, interpolated between order statistics.</param>
/// <param name="P50">Median.</param>
/// <param name="P95">Quantile.</param>
/// <param name="Min">The least.</param>
public readonly record struct CourseSummary(double Time, double Mean, double Sd, double P05, double P50, double P95, double Min)
{
    private const int Together = 8;

    /// <summary>The summary at every time. Quantiles are interpolated between order statistics at (n − 1)·p (Hyndman and Fan's type 7).</summary>
    public static CourseSummary[] Of(CohortCourse course)
    {
        ArgumentNullException.ThrowIfNull(course);
        var summaries = new CourseSummary[course.Times.Length];
        for (var first = 0; first < summaries.Length; first += Together)
        {
            var columns = course.Columns(first, Math.Min(Together, summaries.Length - first));
            for (var k = 0; k < columns.Length; k++) summaries[first + k] = Of(course.Times[first + k], columns[k]);
        }
        return summaries;
    }

    private static CourseSummary Of(double time, double[] values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values) squares += (value - mean) * (value - mean);
        Array.Sort(values);
        return new(time, mean, Math.Sqrt(squares / (values.Length - 1)), Quantile(values, .05), Quantile(values, .5), Quantile(values, .95), values[0]);
    }

    /// <summary>A quantile of sorted values.</summary>
    internal static double Quantile(ReadOnlySpan<double> sorted, double probability)
    {
        var place = (sorted.Length - 1) * probability;
        var below = (int)place;
        return below + 1 < sorted.Length ? sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }
}
