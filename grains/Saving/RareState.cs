namespace TwinGrid.Grains.Saving;

/// <summary>The grain storage for what is written rarely and as a whole: registries, settings, states of an older form. <see cref="RareStateStorage"/> stands behind it.</summary>
public static class RareState
{
    public const string Store = "rare";

    /// <summary>Orleans' ADO.NET storage, where the same states were kept before; read, and no longer written.</summary>
    public const string OlderStore = "rare-older";
}
