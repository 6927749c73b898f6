using Orleans.Concurrency;

namespace TwinGrid.Grains.Saving;

/// <summary>A grain that can hold its state in bytes between messages.</summary>
[Alias("TwinGrid.IRests")]
public interface IRests : IGrainWithStringKey
{
    /// <summary>Packs its state. It comes between two messages as any other call does, so that no work under way loses what it holds.</summary>
    [Alias("Rest"), OneWay] Task Rest();
}

/// <summary>A state that is at hand as an object.</summary>
internal interface IUnpacked
{
    /// <summary>When it was last used, by <see cref="SavedStates.Clock"/>.</summary>
    int UsedAt { get; }

    GrainId Grain { get; }
}
