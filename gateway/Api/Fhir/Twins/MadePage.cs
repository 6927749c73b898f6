using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>Some of what fits.</summary>
/// <param name="Total">How much does in all; null where that is more than is counted.</param>
internal sealed record MadePage(IReadOnlyList<StoredResource> Found, long? Total)
{
    public static MadePage Empty { get; } = new([], 0);

    /// <summary>A part of what is at hand in the order of its places.</summary>
    public static MadePage Of(List<StoredResource> all, long after, int limit) => new([.. all.Where(one => one.Place > after).Take(limit)], all.Count);
}
