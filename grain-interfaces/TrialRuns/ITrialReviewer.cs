namespace TwinGrid.TrialRuns;

/// <summary>Reads protocols; any key will do.</summary>
[Alias("TwinGrid.ITrialReviewer")]
public interface ITrialReviewer : IGrainWithIntegerKey
{
    /// <summary>What a protocol comes to, or what is wrong with it. Nothing is stored.</summary>
    [Alias("Check")] Task<TrialCheck> Check(string protocol);

    /// <summary>Protocols to begin from.</summary>
    [Alias("Examples")] Task<IReadOnlyList<TrialExample>> Examples();
}

/// <summary>A protocol to begin from.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Protocol">YAML.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TrialExample")]
public sealed record TrialExample([property: Id(0)] string Name, [property: Id(1)] string Protocol);
