using TwinGrid.Access;
using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Api.Trials;

/// <summary>Which trials somebody sees: operators all, researchers those of their study.</summary>
internal static class TrialSight
{
    /// <summary>True where this caller may see the trial.</summary>
    public static bool Sees(this Caller caller, TrialStanding trial) =>
        caller.Role is Role.Operator or Role.Developer || (caller.Role == Role.Researcher && caller.Study is { } study && string.Equals(study, trial.Study, StringComparison.Ordinal));
}
