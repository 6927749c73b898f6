namespace TwinGrid.Trials.Analysis;

/// <summary>An effect of a treated arm over the control, as one line of a table.</summary>
/// <param name="Method">How it was found, such as <c>ANCOVA adjusted for age, strata</c>.</param>
/// <param name="Measure">What it is, such as <c>difference of means</c>.</param>
public sealed record EffectEstimate(string Method, string Measure)
{
    /// <summary>NaN where it could not be estimated; <see cref="Reason"/> says why.</summary>
    public double Value { get; init; } = double.NaN;

    /// <summary>Standard error: of a ratio that of its logarithm.</summary>
    public double Error { get; init; } = double.NaN;

    public double Low { get; init; } = double.NaN;

    public double High { get; init; } = double.NaN;

    /// <summary>Of the limits, such as .95.</summary>
    public double Coverage { get; init; } = .95;

    /// <summary>Such as <c>t</c> or <c>χ²</c>.</summary>
    public string Statistic { get; init; } = "";

    public double StatisticValue { get; init; } = double.NaN;

    /// <summary>NaN where the statistic has none.</summary>
    public double DegreesOfFreedom { get; init; } = double.NaN;

    /// <summary>By as many sides as the endpoint's test has.</summary>
    public double P { get; init; } = double.NaN;

    /// <summary>Standard normal deviate of the test; positive: the treated arm is better.</summary>
    public double Z { get; init; } = double.NaN;

    /// <summary>A ratio stands beside 1, a difference beside 0.</summary>
    public bool IsRatio { get; init; }

    /// <summary>Analysed in the treated arm.</summary>
    public long Treated { get; init; }

    /// <summary>Analysed in the control.</summary>
    public long Control { get; init; }

    /// <summary>Why there is no estimate; null where there is one.</summary>
    public string? Reason { get; init; }

    public bool IsFound => Reason is null;
}
