namespace TwinGrid.Physiology.Trends;

/// <summary>A trend filter at rest: everything it knows, about 0.8 kB.</summary>
/// <param name="Version">The model that wrote it; only the same one reads it.</param>
/// <param name="Values">The model's numbers in its own order; all finite.</param>
public sealed record VitalTrendState(string Version, double[] Values);
