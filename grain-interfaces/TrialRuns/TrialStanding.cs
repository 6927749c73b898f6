namespace TwinGrid.TrialRuns;

/// <summary>How far a trial is.</summary>
/// <param name="Version">Rises with every change.</param>
/// <param name="By">Who ordered it, as the issuer names him.</param>
/// <param name="EndedAt">Null while it runs.</param>
/// <param name="ShardsDone">Counted and durable.</param>
/// <param name="PatientsDone">Patients in those.</param>
/// <param name="PatientsPerSecond">Of late; 0 when it is not known yet.</param>
/// <param name="SecondsLeft">At that rate; null when it is not known.</param>
/// <param name="Failure">Why it failed; null else.</param>
/// <param name="CancelledBy">Who ended it early; null else.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialStanding")]
public sealed record TrialStanding(
    [property: Id(0)] long Version, [property: Id(1)] string Id, [property: Id(2)] TrialOutline Outline, [property: Id(3)] string? Study, [property: Id(4)] string By, [property: Id(5)] TrialState State,
    [property: Id(6)] DateTimeOffset StartedAt, [property: Id(7)] DateTimeOffset? EndedAt, [property: Id(8)] int ShardsDone, [property: Id(9)] long PatientsDone, [property: Id(10)] double PatientsPerSecond,
    [property: Id(11)] double? SecondsLeft, [property: Id(12)] string? Failure, [property: Id(13)] string? CancelledBy);

/// <summary>Where a trial is. Numbers are for ever: they are stored.</summary>
public enum TrialState : byte
{
    Running = 0,

    /// <summary>Every shard is counted: there are results.</summary>
    Done = 1,
    Cancelled = 2,
    Failed = 3,
}
