namespace TwinGrid.Physiology.Metabolism;

/// <summary>How far a sensor's reading strays from one sample to the next; its slow drift is part of what the twin follows.</summary>
internal static class SensorNoise
{
    /// <summary>Variance, (mg/dL)².</summary>
    public static double Variance(double mgPerDl)
    {
        var deviation = 1 + 0.015 * mgPerDl;
        return deviation * deviation;
    }
}
