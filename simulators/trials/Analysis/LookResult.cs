namespace TwinGrid.Trials.Analysis;

/// <summary>What a look at the primary endpoint showed of one treated arm.</summary>
/// <param name="Look">From 0.</param>
/// <param name="Arm">Treated.</param>
/// <param name="Planned">Share of the information as planned.</param>
/// <param name="Day">Days since the trial's start; NaN where looks have none.</param>
/// <param name="Patients">Analysed, in this arm and the control.</param>
/// <param name="Events">Of a time to event, how many; NaN otherwise.</param>
/// <param name="Estimate">By the main analysis.</param>
/// <param name="Limit">That z must reach.</param>
/// <param name="IsCrossed">It did, here for the first time.</param>
/// <param name="Low">Lower limit of the repeated confidence interval: by the look's limit instead of 1.96.</param>
/// <param name="High">Its upper limit.</param>
public sealed record LookResult(int Look, int Arm, double Planned, double Day, long Patients, double Events, EffectEstimate Estimate, double Limit, bool IsCrossed, double Low, double High)
{
    /// <summary>Below this z the comparison is given up; NaN: it is not, at this look.</summary>
    public double FutileBelow { get; init; } = double.NaN;

    /// <summary>It was, here for the first time.</summary>
    public bool IsFutile { get; init; }
}
