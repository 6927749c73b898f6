namespace TwinGrid.Physiology.Metabolism;

/// <summary>How a continuous sensor strays from the glucose under the skin: a little from one sample to the next, more over half an hour.</summary>
internal static class SensorNoise
{
    /// <summary>Time constant with which the sensor's present error fades.</summary>
    private const double FadingMin = 30;

    /// <summary>Standing deviation at 0 mg/dL.</summary>
    private const double Standing = 2;

    /// <summary>Growth of the deviation with glucose, per mg/dL.</summary>
    public const double Slope = 0.01;

    /// <summary>What is left of the present error after a time.</summary>
    public static double Left(double minutes) => Math.Exp(-minutes / FadingMin);

    /// <summary>Variance of the present error that a time adds, (mg/dL)².</summary>
    public static double Variance(double mgPerDl, double minutes)
    {
        var deviation = Deviation(minutes) * (1 + Slope * mgPerDl);
        return deviation * deviation;
    }

    /// <summary>Deviation that a time adds at 0 mg/dL, mg/dL; <see cref="Slope"/> times as much more per mg/dL.</summary>
    public static double Deviation(double minutes) => Standing * Math.Sqrt(1 - Math.Exp(-2 * minutes / FadingMin));

    /// <summary>Variance of a single sample around glucose and present error, (mg/dL)².</summary>
    public static double SampleVariance(double mgPerDl) => Square(0.5 + 0.005 * mgPerDl);

    private static double Square(double x) => x * x;
}
