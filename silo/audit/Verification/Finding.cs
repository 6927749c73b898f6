namespace TwinGrid.Audit.Verification;

/// <summary>Where a trail does not hold.</summary>
/// <param name="Index">First entry that is not as it was written.</param>
/// <param name="Words">What is wrong, in a sentence.</param>
public sealed record Finding(long Index, string Words)
{
    /// <summary>True where the file ends in the middle of a line, as after a crash.</summary>
    internal bool IsTornEnd { get; init; }
}
