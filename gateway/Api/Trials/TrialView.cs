using TwinGrid.TrialRuns;

namespace TwinGrid.Gateway.Api.Trials;

/// <summary>Trials, the newest first.</summary>
public sealed record TrialsView(IReadOnlyList<TrialView> Trials);

/// <summary>A trial, and how far it is.</summary>
/// <param name="Title">The protocol's.</param>
/// <param name="Study">The study it belongs to; null where nobody's patients take part.</param>
/// <param name="State">running, done, cancelled, failed.</param>
/// <param name="By">Who started it.</param>
/// <param name="Population">virtual, or grid: its own consenting twins.</param>
/// <param name="Seed">Of every random draw.</param>
/// <param name="Protocol">SHA-256 of the protocol, in hexadecimal: the same protocol and seed give the same result.</param>
/// <param name="Failure">Why it failed.</param>
/// <param name="CancelledBy">Who ended it early.</param>
public sealed record TrialView(
    string Id, string Title, string? Study, TrialState State, string By, string Population, ulong Seed, string Protocol, IReadOnlyList<string> Arms, long Replicates, DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt, TrialProgress Progress, string? Failure, string? CancelledBy)
{
    internal static TrialView Of(TrialStanding standing)
    {
        var outline = standing.Outline;
        return new(
            standing.Id, outline.Title, standing.Study, standing.State, standing.By, outline.IsOfGrid ? "grid" : "virtual", outline.Seed, outline.Hash, outline.Arms, outline.Replicates, standing.StartedAt, standing.EndedAt,
            TrialProgress.Of(standing), standing.Failure, standing.CancelledBy);
    }
}

/// <summary>How far a trial is. What is counted here is durable.</summary>
/// <param name="PatientsDone">Patients whose course is in the sums, each once.</param>
/// <param name="Patients">In all replicates together.</param>
/// <param name="PatientsPerSecond">Of late; from beginning to end once it has ended.</param>
/// <param name="SecondsLeft">At that rate; null when it is not known.</param>
public sealed record TrialProgress(long PatientsDone, long Patients, int ShardsDone, int Shards, double PatientsPerSecond, double? SecondsLeft)
{
    internal static TrialProgress Of(TrialStanding standing) => new(
        standing.PatientsDone, standing.Outline.Patients, standing.ShardsDone, standing.Outline.Shards, Math.Round(standing.PatientsPerSecond, 1), standing.SecondsLeft is { } left ? Math.Round(left, 1) : null);
}
