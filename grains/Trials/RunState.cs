using TwinGrid.Patients;
using TwinGrid.TrialRuns;

namespace TwinGrid.Grains.Trials;

/// <summary>What is stored of a trial. Never changed in place.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialRunState")]
public sealed record RunState
{
    /// <summary>Null while there is no such trial.</summary>
    [Id(0)] public TrialOrder? Order { get; init; }

    [Id(1)] public TrialOutline? Outline { get; init; }

    [Id(2)] public TrialState State { get; init; }

    [Id(3)] public DateTimeOffset StartedAt { get; init; }

    [Id(4)] public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Shards from 0 on whose sums are in <see cref="Sums"/>.</summary>
    [Id(5)] public int Merged { get; init; }

    [Id(6)] public byte[] Sums { get; init; } = [];

    /// <summary>Outcomes that came before an earlier shard's, by shard.</summary>
    [Id(7)] public IReadOnlyDictionary<int, EarlyShard> Apart { get; init; } = new Dictionary<int, EarlyShard>();

    [Id(8)] public string? Failure { get; init; }

    [Id(9)] public string? CancelledBy { get; init; }

    /// <summary>Patients in <see cref="Sums"/>.</summary>
    [Id(10)] public long Patients { get; init; }

    /// <summary>What was decided of patients and is not in the audit trail yet.</summary>
    [Id(11)] public IReadOnlyList<NotedShard> Notes { get; init; } = [];
}

/// <summary>The twins who are asked, while a trial of the grid's own patients runs. Cleared when it ends.</summary>
[GenerateSerializer, Alias("TwinGrid.TrialRosterState")]
public sealed record TrialRoster
{
    /// <summary>In the order of their shards.</summary>
    [Id(0)] public IReadOnlyList<TwinId> Twins { get; init; } = [];
}

/// <summary>What came of a shard, waiting for those before it.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.EarlyShard")]
public readonly record struct EarlyShard([property: Id(0)] byte[] Sums, [property: Id(1)] long Patients);
