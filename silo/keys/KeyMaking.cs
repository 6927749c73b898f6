using TwinGrid.Durability;

namespace TwinGrid.Keys;

/// <summary>A patient who needs a key, waiting for the commit that stores it.</summary>
internal sealed class KeyMaking(string twin) : PendingWork<FoundKey>
{
    public string Twin { get; } = twin;

    /// <summary>The key that is stored in the end: this one, or one that was there.</summary>
    public FoundKey Stored { get; set; }

    protected override FoundKey Answer => Stored;
}
