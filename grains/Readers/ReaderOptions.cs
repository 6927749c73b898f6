namespace TwinGrid.Grains.Readers;

/// <summary>Settings of the partition readers.</summary>
public sealed record ReaderOptions
{
    /// <summary>Records read at once by a reader that keeps up.</summary>
    public int ReadAtOnce { get; init; } = 1000;

    /// <summary>Records read at once by one that is far behind: the more of a twin's come together, the fewer messages carry them.</summary>
    public int ReadAtOnceBehind { get; init; } = 8000;

    /// <summary>Twins that are delivered to, or flushed, at the same time.</summary>
    public int TwinsAtATime { get; init; } = 64;

    /// <summary>Time between checkpoints.</summary>
    public TimeSpan CheckpointInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Records delivered since the checkpoint that force the next one: bounds the time to read again after a crash.</summary>
    public int UnsavedAtMost { get; init; } = 20_000;

    /// <summary>First pause after a failure; doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(10);

    public TimeSpan DrainPoll { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often every silo calls every reader, so that one that died is started elsewhere.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(5);
}
