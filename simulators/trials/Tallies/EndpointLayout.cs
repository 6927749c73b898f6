using System.Text.Json.Serialization;

namespace TwinGrid.Trials.Tallies;

/// <summary>What is measured at the end, and how it is compared.</summary>
/// <param name="Name">As the report says it, such as <c>Change in ADAS-Cog at week 26</c>.</param>
/// <param name="Kind">What it is.</param>
public sealed record EndpointLayout(string Name, EndpointKind Kind)
{
    /// <summary>Of the figure; of a time: days.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What the event is, such as <c>death</c>; of a responder: what a response is.</summary>
    public string Event { get; init; } = "event";

    /// <summary>Whether more of it is good for the patient: a longer time, a higher figure, more responders.</summary>
    public bool IsMoreBetter { get; init; } = true;

    /// <summary>Names of the layout's covariates that the analysis of covariance adjusts for.</summary>
    public IReadOnlyList<string> Covariates { get; init; } = [];

    /// <summary>Whether it also adjusts for the prognostic score (PROCOVA).</summary>
    public bool UsesScore { get; init; }

    /// <summary>Whether the analysis goes by the strata of randomisation.</summary>
    public bool UsesStrata { get; init; } = true;

    /// <summary>Error of the first kind allowed.</summary>
    public double Alpha { get; init; } = .05;

    /// <summary>1 or 2. One-sided tests look for benefit alone.</summary>
    public int Sides { get; init; } = 2;

    /// <summary>What the test is to show. Layouts of before margins keep their digest.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Hypothesis Hypothesis { get; init; }

    /// <summary>The difference that would still be accepted, above 0: of figures in their unit, of responders a share, of times a hazard ratio above 1. 0: superiority has none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Margin { get; init; }

    /// <summary>A responder's missing value counts as no response; otherwise those are left out.</summary>
    public bool MissingIsFailure { get; init; } = true;
}
