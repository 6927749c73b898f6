namespace TwinGrid.Physiology.Metabolism;

/// <summary>A parameter that differs between people and is learnt: log-normal around the population's typical value.</summary>
/// <param name="Name">Name for people.</param>
/// <param name="Typical">Median of the population.</param>
/// <param name="LogSpread">Standard deviation of its logarithm in the population.</param>
/// <param name="Memory">How long what was learnt stays; after it the belief drifts back to the population.</param>
/// <param name="Unit">UCUM unit.</param>
public sealed record PersonalParameter(string Name, double Typical, double LogSpread, TimeSpan Memory, string Unit);
