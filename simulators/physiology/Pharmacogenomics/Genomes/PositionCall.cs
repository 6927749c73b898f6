namespace TwinGrid.Physiology.Pharmacogenomics.Genomes;

/// <summary>What a file says of a position: two bases, or why it says nothing.</summary>
/// <param name="First">On one chromosome; null where it is not known, and then so is <paramref name="Second"/>.</param>
/// <param name="Second">On the other.</param>
/// <param name="Block">Within a block of phase the first bases lie on one chromosome; null where that is not known.</param>
/// <param name="Missing">Why nothing is known; null where something is.</param>
public sealed record PositionCall(string? First, string? Second, string? Block = null, string? Missing = null)
{
    /// <summary>Why nothing is known of a position that no record speaks of.</summary>
    public const string NotInFile = "not in the file";

    /// <summary>Nothing is known, and why.</summary>
    public static PositionCall Unknown(string why) => new(null, null, null, why);

    public bool IsKnown => Missing is null;

    public bool IsPhased => Block is not null;

    public bool Has(string bases) => First == bases || Second == bases;
}
