using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Forecasting.Learned;

/// <summary>What the physiological filter alone foresees; what a learned forecast is told of it.</summary>
/// <param name="Median">Median course on <see cref="ForecastGrid"/>, mg/dL.</param>
/// <param name="Width">Width of the middle 90 % an hour ahead, mg/dL.</param>
/// <param name="Unexplained">Glucose that appears now without a known cause, mg/kg/min.</param>
/// <param name="UnexplainedDeviation">How sure of it the filter is.</param>
public readonly record struct MechanisticOutlook(double[] Median, double Width, double Unexplained, double UnexplainedDeviation)
{
    /// <summary>Quantile levels of the courses it is made of.</summary>
    public static readonly double[] Levels = [.05, .25, .50, .75, .95];

    /// <summary>What a twin foresees over the next 4 h.</summary>
    /// <param name="twin">The twin.</param>
    /// <param name="course">Its course of at least 4 h in steps of 5 min at <see cref="Levels"/>.</param>
    public static MechanisticOutlook Of(GlucoseTwin twin, QuantileCourse course)
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(course);
        var median = new double[ForecastGrid.Points];
        for (var point = 0; point < median.Length; point++) median[point] = course.Values[2][ForecastGrid.StepOf(point) - 1];
        return new(median, course.Values[^1][ForecastGrid.FirstHour - 1] - course.Values[0][ForecastGrid.FirstHour - 1], twin.Unexplained.Value, twin.Unexplained.StandardDeviation);
    }
}
