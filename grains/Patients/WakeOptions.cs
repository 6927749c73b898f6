namespace TwinGrid.Grains.Patients;

/// <summary>How fast sleeping twins may wake on one silo.</summary>
public sealed record WakeOptions
{
    /// <summary>Twins that wake at the same time.</summary>
    public int AtOnce { get; init; } = 8 * Environment.ProcessorCount;

    /// <summary>Twins that begin to wake in a second: what the database behind is to bear.</summary>
    public int PerSecond { get; init; } = 10_000;

    /// <summary>How long somebody who asks for a sleeping twin waits before he is asked to come back.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a packet, or the scheduler, waits: neither is ever turned away while the silo works at all.</summary>
    public TimeSpan LongPatience { get; init; } = TimeSpan.FromSeconds(20);
}
