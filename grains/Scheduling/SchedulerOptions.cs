namespace TwinGrid.Grains.Scheduling;

/// <summary>Settings of the scheduler shards.</summary>
public sealed record SchedulerOptions
{
    /// <summary>Number of shards; fixed for the life of a cluster's data. About 4,096 for a nation.</summary>
    public int Shards { get; init; } = 8;

    /// <summary>How often a shard looks at its wheel.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Twins woken at the same time by one shard.</summary>
    public int TwinsAtATime { get; init; } = 16;

    /// <summary>Twins woken by one shard in one tick: a storm of due twins is spread over time.</summary>
    public int TwinsPerTick { get; init; } = 500;

    /// <summary>How long a shard waits after it woke before it calls: after an outage devices send what they held, and no silence must be seen where the grid itself was away.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Period of a shard's reminder, the dead man's switch that restarts it when no silo keeps it alive.</summary>
    public TimeSpan Reminder { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>When organs learn from the day that was.</summary>
    public QuietHours Quiet { get; init; } = QuietHours.Usual;

    /// <summary>Nights of learning that may begin in a second on one silo; one takes milliseconds of a core.</summary>
    public int NightsPerSecond { get; init; } = 50;

    /// <summary>The pause before a twin that failed is called again.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);
}
