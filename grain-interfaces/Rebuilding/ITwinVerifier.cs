namespace TwinGrid.Rebuilding;

/// <summary>Rebuilds the twins of one partition (its key) from the log alone and compares them with the living, byte for byte. Changes nothing.</summary>
[Alias("TwinGrid.ITwinVerifier")]
public interface ITwinVerifier : IGrainWithIntegerKey
{
    /// <summary>Compares one twin, or all that the partition's log speaks of. Each is compared as of what it has applied by then.</summary>
    [Alias("Verify"), ResponseTimeout("02:00:00")] Task<VerifyReport> Verify(string? twin);
}

/// <summary>What a comparison found.</summary>
/// <param name="Equal">Twins that are equal, byte for byte.</param>
/// <param name="Differences">Those that are not, part by part.</param>
/// <param name="NotFromLog">Twins whose beginnings an earlier version kept beside the log: the log alone cannot rebuild them.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.VerifyReport")]
public sealed record VerifyReport(
    [property: Id(0)] int Equal, [property: Id(1)] IReadOnlyList<TwinDifference> Differences, [property: Id(2)] IReadOnlyList<string> NotFromLog);

/// <summary>One part in which a rebuilt twin is not the living one.</summary>
/// <param name="Living">The first line that differs, as it lives; null when the rebuilt twin has more.</param>
/// <param name="Rebuilt">The same line as rebuilt; null when the living twin has more.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TwinDifference")]
public readonly record struct TwinDifference(
    [property: Id(0)] string Twin, [property: Id(1)] string Part, [property: Id(2)] string? Living, [property: Id(3)] string? Rebuilt);
