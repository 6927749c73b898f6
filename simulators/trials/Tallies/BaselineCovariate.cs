namespace TwinGrid.Trials.Tallies;

/// <summary>What is known of a patient before randomisation.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Unit">Of the figure; empty without one.</param>
/// <param name="Levels">Names of the categories 0, 1, …; null: a figure.</param>
public sealed record BaselineCovariate(string Name, string Unit = "", IReadOnlyList<string>? Levels = null);
