namespace TwinGrid.Physiology.Forecasting;

/// <summary>Quantiles of a future course on an even grid.</summary>
/// <param name="Start">Time of the first grid point.</param>
/// <param name="Step">Grid step.</param>
/// <param name="Levels">Rising quantile levels in (0, 1).</param>
/// <param name="Values">One course per level, one value per grid point, in the signal's unit; never crossing.</param>
public sealed record QuantileCourse(DateTimeOffset Start, TimeSpan Step, double[] Levels, double[][] Values);
