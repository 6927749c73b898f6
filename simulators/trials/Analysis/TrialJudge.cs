using TwinGrid.Trials.Tallies;

namespace TwinGrid.Trials.Analysis;

/// <summary>Judges many trials of one layout by their primary endpoint: the limits of the looks are found once.</summary>
/// <param name="layout">Best one <see cref="TrialLayout.ForReplicates"/>.</param>
public sealed class TrialJudge(TrialLayout layout)
{
    private readonly LookAnalysis _looks = new(layout);

    /// <summary>How a trial ended.</summary>
    public TrialDecision Decide(TrialTally tally)
    {
        ArgumentNullException.ThrowIfNull(tally);
        var (endpoint, counted, last) = (layout.Endpoints[layout.Primary], tally.Endpoints[layout.Primary], layout.Looks.Count - 1);
        LookResult[] looks = [.. _looks.Of(tally)];
        // The trial stops as a whole: the first look at which any comparison crosses.
        var stopped = looks.Where(look => look.IsCrossed).Select(look => (int?)look.Look).Min();
        // Given up as a whole: once every comparison is.
        var isFutile = stopped is null && looks.Count(look => look.IsFutile) == layout.Arms.Count - 1;
        var stop = stopped ?? (isFutile ? looks.Where(look => look.IsFutile).Max(look => look.Look) : last);
        var shown = looks.First(look => look.Arm == 1 && look.Look == stop).Estimate;
        var effect = shown.IsRatio ? Math.Log(shown.Value) : shown.Value;
        var (plainEffect, isPlainRejected) = (effect, looks.Any(look => look.Look == last && look.Estimate.P < _looks.Alpha));
        if (endpoint.Kind == EndpointKind.Change && (endpoint.Covariates.Count > 0 || endpoint.UsesScore || endpoint.UsesStrata && layout.Strata.Count > 1))
        {
            var plain = _looks.Main.Changes(_looks.Main.Centre(_looks.UpTo(counted, last), layout.Strata.Count), layout.Strata.Count, [], usesStrata: false);
            (plainEffect, isPlainRejected) = (plain[0].Value, plain.Any(estimate => estimate.P < _looks.Alpha));
        }
        var held = _looks.UpTo(counted, stop);
        var (patients, events) = (0L, 0L);
        for (var arm = 0; arm < layout.Arms.Count; arm++)
            for (var stratum = 0; stratum < layout.Strata.Count; stratum++)
                (patients, events) = (patients + held(arm, stratum).Count, events + (held(arm, stratum).Events?.Events ?? 0));
        return new(stopped is not null, stop, effect, shown.Error, plainEffect, isPlainRejected, patients, events) { IsGivenUp = isFutile };
    }
}
