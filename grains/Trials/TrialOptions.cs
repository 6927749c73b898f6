namespace TwinGrid.Grains.Trials;

/// <summary>How much of a silo trials may take.</summary>
public sealed record TrialOptions
{
    /// <summary>Shards that a silo works on at the same time; 0 for none. They give way to everything else on its processors.</summary>
    public int Lanes { get; init; } = Environment.ProcessorCount;

    /// <summary>Patients of one trial at most, its replicates together.</summary>
    public long MostPatients { get; init; } = 20_000_000;

    /// <summary>Trials that run at the same time at most.</summary>
    public int MostAtOnce { get; init; } = 8;

    /// <summary>Twins in a shard of the grid's own patients at most, of those whose consent speaks of the study: so many that ten take part in nearly every one.</summary>
    public int TwinsAShard { get; init; } = 512;

    /// <summary>A worker that is not heard of for so long holds nothing any more.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often a worker that is at work is heard of.</summary>
    public TimeSpan Beat { get; init; } = TimeSpan.FromSeconds(2);
}
