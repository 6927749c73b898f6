namespace TwinGrid.Physiology.Trends;

/// <summary>A quantity that a trend filter infers, with its uncertainty.</summary>
/// <param name="Value">Expected value, in the unit of the vital sign (per hour for a slope).</param>
/// <param name="StandardDeviation">Standard deviation in the same unit.</param>
public readonly record struct TrendEstimate(double Value, double StandardDeviation);
