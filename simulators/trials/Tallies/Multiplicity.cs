namespace TwinGrid.Trials.Tallies;

/// <summary>What is done about several treated arms being compared with one control.</summary>
public enum Multiplicity
{
    /// <summary>Each comparison of the primary endpoint has the same share of its alpha.</summary>
    Bonferroni = 0,

    /// <summary>Each comparison has all of it: the chance of any false finding is larger, and the report says so.</summary>
    None = 1,
}
