namespace TwinGrid.HealthRecords;

/// <summary>Who wants to be told what of the records, as gateways write it down. It knows nothing of what is in it. Any key leads to the same book.</summary>
[Alias("TwinGrid.ISubscriptionBook")]
public interface ISubscriptionBook : IGrainWithIntegerKey
{
    /// <summary>All of it, in the order of ids, after one of them.</summary>
    [Alias("Page")] Task<IReadOnlyList<BookedSubscription>> Page(string after, int limit);

    /// <summary>One; null where there is none.</summary>
    [Alias("Find")] Task<BookedSubscription?> Find(string id);

    /// <summary>Writes one down if the version that stands is the one expected, 0 for none. Durable when it returns.</summary>
    /// <returns>False where another stands.</returns>
    [Alias("Save")] Task<bool> Save(string id, long expectedVersion, byte[] state);

    /// <summary>Takes one out if the version that stands is the one expected.</summary>
    /// <returns>False where another stands.</returns>
    [Alias("Remove")] Task<bool> Remove(string id, long expectedVersion);
}

/// <summary>A subscription as it stands in the book.</summary>
/// <param name="Version">Rises with each writing.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.BookedSubscription")]
public sealed record BookedSubscription([property: Id(0)] string Id, [property: Id(1)] long Version, [property: Id(2)] byte[] State);
