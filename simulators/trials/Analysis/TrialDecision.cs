namespace TwinGrid.Trials.Analysis;

/// <summary>How one trial ended, its primary endpoint alone: what a replicate of a power simulation brings.</summary>
/// <param name="IsRejected">The hypothesis of no effect, in a comparison at least, at any look.</param>
/// <param name="Look">The look that stopped the trial, from 0; the last one otherwise.</param>
/// <param name="Effect">Of the first treated arm at that look; of a ratio its logarithm. NaN: not found.</param>
/// <param name="Error">Its standard error.</param>
/// <param name="PlainEffect">The same without score and covariates; equal to the effect where the analysis has neither.</param>
/// <param name="IsPlainRejected">Whether the plain analysis rejects at the end, without interim looks.</param>
/// <param name="Patients">Analysed at that look, all arms.</param>
/// <param name="Events">Of a time to event, seen by then; otherwise 0.</param>
public sealed record TrialDecision(bool IsRejected, int Look, double Effect, double Error, double PlainEffect, bool IsPlainRejected, long Patients, long Events)
{
    /// <summary>Given up for futility at that look.</summary>
    public bool IsGivenUp { get; init; }
}
