using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.HealthRecords;

/// <summary>What a resource is called: its kind and its id, which is unique among its kind.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.ResourceName")]
public readonly record struct ResourceName([property: Id(0)] string Type, [property: Id(1)] string Id)
{
    public override string ToString() => $"{Type}/{Id}";
}

/// <summary>Where a resource came from, in words that are the same each time it is sent.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.ResourceOrigin")]
public readonly record struct ResourceOrigin([property: Id(0)] string Type, [property: Id(1)] string Words);

/// <summary>A resource that is kept.</summary>
/// <param name="Twin">Whose record it is in; null for what belongs to no patient.</param>
/// <param name="Version">The newest.</param>
/// <param name="Data">The kinds of data in it that a consent tells apart.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.KnownResource")]
public sealed record KnownResource(
    [property: Id(0)] ResourceName Name, [property: Id(1)] TwinId? Twin, [property: Id(2)] long Version, [property: Id(3)] DateTimeOffset At, [property: Id(4)] DataClass Data);

/// <summary>A version of a resource.</summary>
/// <param name="Place">Rises from one version to the next, over all records.</param>
/// <param name="Body">UTF-8 JSON, whole.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.StoredResource")]
public sealed record StoredResource(
    [property: Id(0)] ResourceName Name,
    [property: Id(1)] TwinId? Twin,
    [property: Id(2)] long Version,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] DataClass Data,
    [property: Id(5)] long Place,
    [property: Id(6)] byte[] Body)
{
    /// <summary>What it is ordered by, where it was asked for in another order than that of coming.</summary>
    [Id(7)] public long SortKey { get; init; }
}

/// <summary>A version that came.</summary>
/// <param name="Place">Rises.</param>
/// <param name="IsCurrent">False where another came after it.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ResourceChange")]
public sealed record ResourceChange([property: Id(0)] long Place, [property: Id(1)] KnownResource Resource, [property: Id(2)] bool IsCurrent);

/// <summary>Some of what fits, and how much does in all.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.RecordPage")]
public sealed record RecordPage([property: Id(0)] IReadOnlyList<StoredResource> Found, [property: Id(1)] long Total);
