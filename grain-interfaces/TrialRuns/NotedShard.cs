using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.TrialRuns;

/// <summary>What was decided of the patients of a shard, for the audit trail. A trial has no results before all of it is written there.</summary>
/// <param name="Released">People whose sums left; 0 where there were too few for that.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.NotedShard")]
public sealed record NotedShard([property: Id(0)] int Shard, [property: Id(1)] DateTimeOffset At, [property: Id(2)] long Released, [property: Id(3)] IReadOnlyList<TrialNote> Notes);

/// <summary>What was decided of one patient.</summary>
/// <param name="Decision">Of the patient's consent, at that moment.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialNote")]
public readonly record struct TrialNote([property: Id(0)] TwinId Twin, [property: Id(1)] AccessDecision Decision, [property: Id(2)] bool TookPart);
