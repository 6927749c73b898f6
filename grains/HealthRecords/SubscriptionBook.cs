using Orleans.Concurrency;
using TwinGrid.HealthRecords;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Grains.HealthRecords;

/// <summary>A row for each subscription, written through the group commit; the grain itself holds nothing.</summary>
[GrainType("subscription-book"), StatelessWorker, Reentrant]
public sealed class SubscriptionBook(ISnapshotStore store) : Grain, ISubscriptionBook
{
    private const string Kind = "subscription/book";

    public async Task<IReadOnlyList<BookedSubscription>> Page(string after, int limit) => [.. (await store.Page(Kind, after, limit, CancellationToken.None)).Select(Of)];

    public async Task<BookedSubscription?> Find(string id) => await store.Load(Kind, id, CancellationToken.None) is { } saved ? Of(saved) : null;

    public Task<bool> Save(string id, long expectedVersion, byte[] state) => IsNotStale(() => store.Save(Kind, id, expectedVersion, state, CancellationToken.None));

    public Task<bool> Remove(string id, long expectedVersion) => IsNotStale(() => store.Remove(Kind, id, expectedVersion, CancellationToken.None));

    private static async Task<bool> IsNotStale(Func<Task> write)
    {
        try
        {
            await write();
            return true;
        }
        catch (StaleSnapshotException)
        {
            return false;
        }
    }

    private static BookedSubscription Of(Snapshot saved) => new(saved.Key, saved.Version, saved.State);
}
