namespace TwinGrid.Physiology.Metabolism;

/// <summary>What is believed of one personal parameter.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Value">Median of the belief.</param>
/// <param name="StandardDeviation">Its uncertainty, in the same unit.</param>
/// <param name="Unit">UCUM unit; 1 for none.</param>
/// <param name="IsIdentified">Whether the measurements told something of it; if not, it stands at the population's value.</param>
public readonly record struct ParameterEstimate(string Name, double Value, double StandardDeviation, string Unit, bool IsIdentified);
