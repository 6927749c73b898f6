namespace TwinGrid.Trials.Analysis;

/// <summary>The primary endpoint in one group of patients.</summary>
/// <param name="Factor">Place of what they are told apart by.</param>
/// <param name="Level">Place of the group.</param>
/// <param name="Arm">Treated.</param>
/// <param name="Estimate">Not adjusted for strata.</param>
/// <param name="Share">Of the analysed patients that are in the group.</param>
/// <param name="PerArm">Patients in each arm (of a time to event: events in all) that a trial in this group alone would need for a power of 90 %; NaN where the effect found is no benefit.</param>
/// <param name="InteractionP">That the groups of this factor differ, by Cochran's Q.</param>
public sealed record SubgroupResult(int Factor, int Level, int Arm, EffectEstimate Estimate, double Share, double PerArm, double InteractionP);
