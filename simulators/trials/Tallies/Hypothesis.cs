namespace TwinGrid.Trials.Tallies;

/// <summary>What a test is to show of the treated arm.</summary>
public enum Hypothesis
{
    /// <summary>That it differs from the control, or is better.</summary>
    Superiority = 0,

    /// <summary>That it is not worse than the control by the margin or more.</summary>
    NonInferiority = 1,

    /// <summary>That it is neither worse nor better by the margin or more: two one-sided tests, both of which must reject.</summary>
    Equivalence = 2,
}
