namespace TwinGrid.Trials.Tallies;

/// <summary>What is measured at every visit.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Unit">Of the figure.</param>
public sealed record CourseVariable(string Name, string Unit);
