namespace TwinGrid.Trials.Tallies;

/// <summary>What patients are told apart by for the table of subgroups, such as a biomarker.</summary>
/// <param name="Name">As the report says it.</param>
/// <param name="Levels">Names of the groups 0, 1, ….</param>
public sealed record SubgroupFactor(string Name, IReadOnlyList<string> Levels);
