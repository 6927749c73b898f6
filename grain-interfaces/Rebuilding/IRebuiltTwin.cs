using System.Security.Cryptography;
using System.Text;
using TwinGrid.Patients;

namespace TwinGrid.Rebuilding;

/// <summary>
/// A twin as records leave it, for looking at the past and for checking the living: its key is a <see cref="PastKey"/> for a view that is never saved and tells
/// nobody, or a twin's id for the living one.
/// </summary>
[Alias("TwinGrid.IRebuiltTwin")]
public interface IRebuiltTwin : IGrainWithStringKey
{
    /// <summary>Has a view begin from an archived twin instead of from nothing.</summary>
    [Alias("Begin")] Task Begin(ArchivedTwin archived);

    /// <summary>The view at a glance as it was at an instant; null when no patient was registered then.</summary>
    [Alias("GlanceAsOf")] Task<TwinGlance?> GlanceAsOf(DateTimeOffset asOf);

    /// <summary>What makes the twin the twin it is, in canonical words: equal twins are equal text.</summary>
    [Alias("Canonical")] Task<CanonicalTwin> Canonical();

    /// <summary>The view is needed no more.</summary>
    [Alias("Forget")] Task Forget();
}

/// <summary>A twin with its organs at rest, as of one place in the log.</summary>
/// <param name="AppliedTo">Offset of the newest record in it.</param>
/// <param name="KnownTo">The latest <see cref="Records.ITwinRecord.KnownAt"/> of the records in it.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ArchivedTwin")]
public sealed record ArchivedTwin(
    [property: Id(0)] long AppliedTo, [property: Id(1)] DateTimeOffset KnownTo, [property: Id(2)] byte[] Twin, [property: Id(3)] IReadOnlyDictionary<string, byte[]> Organs);

/// <summary>A twin in canonical words.</summary>
/// <param name="AppliedTo">Offset of the newest record applied.</param>
/// <param name="KnownFrom">When the first of the records was known that stand behind it; null when there is none.</param>
/// <param name="IsFromLog">False: an earlier version kept its beginnings beside the log, so that the log alone cannot rebuild it.</param>
/// <param name="Parts">Profile, latest signs, devices, alerts, nights, what lies ahead, each organ.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.CanonicalTwin")]
public sealed record CanonicalTwin(
    [property: Id(0)] long AppliedTo, [property: Id(1)] DateTimeOffset? KnownFrom, [property: Id(2)] bool IsFromLog, [property: Id(3)] IReadOnlyList<CanonicalPart> Parts)
{
    /// <summary>SHA-256 over the parts.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Parts.Select(part => $"# {part.Name}\n{part.Text}")))));
}

/// <summary>One part of a twin in canonical words: a line for each value, with its path.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.CanonicalPart")]
public readonly record struct CanonicalPart([property: Id(0)] string Name, [property: Id(1)] string Text);
