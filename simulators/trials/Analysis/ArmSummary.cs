using TwinGrid.Trials.Statistics;
using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>An endpoint in one arm.</summary>
/// <param name="Arm">Place of the arm.</param>
/// <param name="Randomised">Assigned to it.</param>
/// <param name="Analysed">Of them, in the main analysis.</param>
/// <param name="Missing">Whose value, covariate or score is missing.</param>
public sealed record ArmSummary(int Arm, long Randomised, long Analysed, long Missing)
{
    /// <summary>Of a change: those with a value.</summary>
    public FigureTally? Figures { get; init; }

    /// <summary>Of a response.</summary>
    public Share Responders { get; init; }

    /// <summary>Of a time to event: how many had it.</summary>
    public long Events { get; init; }

    /// <summary>Of a time to event.</summary>
    public KaplanMeier? Curve { get; init; }

    /// <summary>Mean time without the event up to the endpoint's horizon, with its standard error, in days.</summary>
    public (double Mean, double Error) RestrictedMean { get; init; }
}
