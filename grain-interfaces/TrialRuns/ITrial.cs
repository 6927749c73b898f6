using Orleans.Concurrency;
using TwinGrid.Patients;

namespace TwinGrid.TrialRuns;

/// <summary>
/// One trial; its key is the trial's id. It lends shards to workers, counts each of them once whatever happens, and merges them in their order, so that the same protocol and seed give the
/// same result on any number of silos. Whoever is told that a shard was counted can rely on it: it is durable.
/// </summary>
[Alias("TwinGrid.ITrial")]
public interface ITrial : IGrainWithStringKey
{
    /// <summary>Begins. Durable when it returns; to repeat it changes nothing.</summary>
    [Alias("Start")] Task<TrialStanding> Start(TrialOrder order);

    /// <summary>How far it is; null when there is no such trial.</summary>
    [Alias("Standing"), AlwaysInterleave] Task<TrialStanding?> Standing();

    /// <summary>How far it is, as soon as that is another version than the one known, or when the time is up; null when there is no such trial.</summary>
    [Alias("Watch"), AlwaysInterleave] Task<TrialStanding?> Watch(long known, TimeSpan wait);

    /// <summary>What was ordered; null when there is no such trial.</summary>
    [Alias("Ordered"), AlwaysInterleave] Task<TrialOrder?> Ordered();

    /// <summary>Ends it early. Durable when it returns; a trial that has ended stays as it is. Null when there is no such trial.</summary>
    [Alias("Cancel")] Task<TrialStanding?> Cancel(string by);

    /// <summary>Lends shards to a worker, and renews what it holds. A worker that is not heard of for a while, or whose silo has died, holds nothing any more.</summary>
    [Alias("Lend")] Task<LentShards> Lend(ShardAsk ask);

    /// <summary>Takes what came of a shard. Durable when it returns.</summary>
    [Alias("Give")] Task<ShardReceipt> Give(ShardReturn given);

    /// <summary>The twins of a shard, where the grid's own patients take part.</summary>
    [Alias("Members"), AlwaysInterleave] Task<IReadOnlyList<TwinId>> Members(int shard);

    /// <summary>What was decided of patients and is not in the audit trail yet.</summary>
    [Alias("Noted"), AlwaysInterleave] Task<IReadOnlyList<NotedShard>> Noted();

    /// <summary>What was decided of a shard's patients is in the audit trail. Durable when it returns; to repeat it is harmless.</summary>
    [Alias("WrittenDown")] Task WrittenDown(int shard);

    /// <summary>A paper of a trial that is done; null when there is none.</summary>
    [Alias("Paper")] Task<byte[]?> Paper(TrialPaper paper);
}

/// <summary>A worker asks for shards.</summary>
/// <param name="Worker">The silo it works on.</param>
/// <param name="AtMost">So many it has room for.</param>
/// <param name="Holding">Those it has and works on.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ShardAsk")]
public sealed record ShardAsk([property: Id(0)] string Worker, [property: Id(1)] int AtMost, [property: Id(2)] IReadOnlyList<int> Holding);

/// <summary>What a worker is lent.</summary>
/// <param name="GoesOn">False: the trial has ended, and what the worker still holds is not wanted.</param>
/// <param name="Shards">From 0.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.LentShards")]
public sealed record LentShards([property: Id(0)] bool GoesOn, [property: Id(1)] IReadOnlyList<int> Shards);

/// <summary>What came of a shard.</summary>
/// <param name="Sums">What it comes to; null when it failed.</param>
/// <param name="Patients">How many are in it.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ShardReturn")]
public sealed record ShardReturn([property: Id(0)] string Worker, [property: Id(1)] int Shard, [property: Id(2)] byte[]? Sums, [property: Id(3)] long Patients, [property: Id(4)] string? Failure)
{
    /// <summary>The protocol is to blame: whoever tries again fails as well.</summary>
    [Id(6)] public bool IsHopeless { get; init; }

    /// <summary>What was decided of the grid's own patients.</summary>
    [Id(5)] public IReadOnlyList<TrialNote> Notes { get; init; } = [];
}

/// <summary>What became of an outcome.</summary>
public enum ShardReceipt
{
    /// <summary>It is counted, by this outcome or an earlier one of the same shard.</summary>
    Counted = 0,

    /// <summary>The trial has ended or is not there: nothing was taken.</summary>
    Unwanted = 1,

    /// <summary>The shard failed; it is lent again.</summary>
    LentAgain = 2,
}

/// <summary>What there is to read of a trial that is done.</summary>
public enum TrialPaper
{
    /// <summary>The results as JSON.</summary>
    Results = 0,

    /// <summary>The report as one HTML file.</summary>
    Report = 1,
    Csv = 2,
    Parquet = 3,
}
