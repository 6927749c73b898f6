using Orleans.Runtime.Placement;

namespace TwinGrid.Grains.Seats;

internal static class Moving
{
    /// <summary>Has a grain of local placement leave for another silo once it is idle.</summary>
    public static void MoveOnIdle(this IGrainBase grain, SiloAddress silo)
    {
        var before = RequestContext.Get(IPlacementDirector.PlacementHintKey);
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo);
        grain.MigrateOnIdle();
        if (before is null) RequestContext.Remove(IPlacementDirector.PlacementHintKey);
        else RequestContext.Set(IPlacementDirector.PlacementHintKey, before);
    }
}
