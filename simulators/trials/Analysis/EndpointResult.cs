using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>An endpoint at the end of the trial.</summary>
/// <param name="Endpoint">What it is.</param>
/// <param name="IsPrimary">The one that the trial was sized for.</param>
/// <param name="Arms">By arm.</param>
/// <param name="Main">The analysis that was planned, by treated arm.</param>
/// <param name="Beside">Other analyses of the same, for comparison; they decide nothing.</param>
public sealed record EndpointResult(EndpointLayout Endpoint, bool IsPrimary, IReadOnlyList<ArmSummary> Arms, IReadOnlyList<EffectEstimate> Main, IReadOnlyList<IReadOnlyList<EffectEstimate>> Beside)
{
    /// <summary>What the prognostic score is worth; empty without one.</summary>
    public IReadOnlyList<ProcovaGain> Gains { get; init; } = [];

    /// <summary>Days up to which restricted means go: the last that every arm was watched. NaN of other kinds.</summary>
    public double Horizon { get; init; } = double.NaN;

    /// <summary>Alpha of each comparison.</summary>
    public double Alpha { get; init; } = .05;
}
