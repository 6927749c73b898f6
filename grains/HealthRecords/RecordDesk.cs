using Orleans.Concurrency;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Storage.HealthRecords;

namespace TwinGrid.Grains.HealthRecords;

/// <summary>Reads and writes the records on whichever silo is asked; holds nothing.</summary>
[GrainType("health-records"), StatelessWorker, Reentrant]
public sealed class RecordDesk(IRecordStore store) : Grain, IHealthRecords
{
    /// <summary>Most that one answer carries.</summary>
    private const int MostAtOnce = 1_000;

    public async Task<RecordReceipt> Commit(IReadOnlyList<ResourceWrite> writes)
    {
        var receipt = await store.Commit(writes, CancellationToken.None);
        if (receipt.Conflict is not null) return receipt;
        var concerned = writes.Where((write, place) => !receipt.Unchanged[place] && write.Signs.Count + write.Facts.Count > 0).Select(write => write.Twin).OfType<TwinId>().Distinct();
        await Task.WhenAll(concerned.Select(twin => GrainFactory.GetGrain<IRecordFeed>(twin.Value).Feed()));
        return receipt;
    }

    public Task<IReadOnlyList<KnownResource?>> Find(IReadOnlyList<ResourceName> names) => store.Find(names, CancellationToken.None);

    public Task<IReadOnlyList<KnownResource?>> FindOrigins(TwinId? twin, IReadOnlyList<ResourceOrigin> origins) => store.FindOrigins(twin, origins, CancellationToken.None);

    public Task<StoredResource?> Read(ResourceName name, long? version) => store.Read(name, version, CancellationToken.None);

    public Task<IReadOnlyList<StoredResource>> History(ResourceName name, int limit) => store.History(name, Math.Min(limit, MostAtOnce), CancellationToken.None);

    public Task<RecordPage> Search(RecordQuery query) => store.Search(query with { Limit = Math.Min(query.Limit, MostAtOnce) }, CancellationToken.None);

    public Task<IReadOnlyList<ResourceChange>> Changes(long after, int limit) => store.Changes(after, Math.Min(limit, MostAtOnce), CancellationToken.None);

    public Task<long> Head() => store.Head(CancellationToken.None);

    public Task<IReadOnlyList<TwinId>> Twins(string after, int limit) => store.Twins(after, Math.Min(limit, MostAtOnce), CancellationToken.None);
}
