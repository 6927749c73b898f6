namespace TwinGrid.Physiology.PopulationFits;

/// <summary>A curve with parameters that differ from person to person.</summary>
/// <param name="Parameters">How many parameters the curve has.</param>
/// <param name="Random">Which of them differ from person to person, independently of each other.</param>
/// <param name="Curve">The value at a point; it is given the parameters and the point.</param>
public sealed record GroupedModel<TPoint>(int Parameters, IReadOnlyList<int> Random, Func<double[], TPoint, double> Curve);

/// <summary>Somebody's observations.</summary>
/// <param name="Points">Where.</param>
/// <param name="Values">What was seen there.</param>
public sealed record ObservedPerson<TPoint>(IReadOnlyList<TPoint> Points, IReadOnlyList<double> Values);
