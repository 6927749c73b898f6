namespace TwinGrid.Grains.Saving;

/// <summary>The grain storage for what is written rarely: schedules, alert desks, registries. The stock ADO.NET provider stands behind it.</summary>
public static class RareState
{
    public const string Store = "rare";
}
