using TwinGrid.Grains.Rebuilding;
using TwinGrid.Storage.History;

namespace TwinGrid.Grains.Organs;

/// <summary>Where organs look back: the stored history, or for a view that is rebuilt from the log alone the records it is rebuilt from.</summary>
public sealed class VitalsPasts(IVitalsHistory history, RebuiltPasts rebuilt)
{
    /// <summary>What was known at an instant of the twin of an organ's key.</summary>
    public VitalsPast Of(string key, DateTimeOffset knownTo) => new(history, rebuilt, key, knownTo);
}
