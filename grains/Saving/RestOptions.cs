namespace TwinGrid.Grains.Saving;

/// <summary>When the states of a silo's grains are held in bytes: about a quarter of the memory, some microseconds at the next message.</summary>
public sealed record RestOptions
{
    /// <summary>Every state stays at hand; nothing is looked at.</summary>
    public static RestOptions Never { get; } = new() { IsOn = false };

    /// <summary>False: nothing is ever packed before it is saved.</summary>
    public bool IsOn { get; init; } = true;

    /// <summary>A grain that heard nothing for so long packs its state, a sixth of the time later at most.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>So many states a silo holds unpacked at most, some 10 kB each; beyond it the ones that were longest unused are packed.</summary>
    public int UnpackedAtMost { get; init; } = 90_000;

    /// <summary>How often is looked; the limit above is exceeded for so long.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);
}
