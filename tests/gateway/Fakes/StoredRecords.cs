using System.Collections.Concurrent;
using NSubstitute;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;
using TwinGrid.Storage;
using TwinGrid.Storage.HealthRecords;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>Records in the embedded storage, without a grid: what twins would be told is kept.</summary>
public sealed class StoredRecords(ITwinStorage storage)
{
    private IRecordStore Store => storage.Records;

    /// <summary>Writes that made a version, by name; the newest.</summary>
    public ConcurrentDictionary<ResourceName, ResourceWrite> Written { get; } = new();

    /// <summary>Commits that were asked for.</summary>
    public int Commits { get; private set; }

    public async Task<RecordReceipt> Commit(IReadOnlyList<ResourceWrite> writes)
    {
        Commits++;
        var receipt = await Store.Commit(writes, CancellationToken.None);
        if (receipt.Conflict is null)
            for (var place = 0; place < writes.Count; place++)
                if (!receipt.Unchanged[place]) Written[writes[place].Name] = writes[place];
        return receipt;
    }

    public Task<StoredResource?> Read(ResourceName name, long? version) => Store.Read(name, version, CancellationToken.None);

    public Task<IReadOnlyList<TwinId>> Twins(string after, int limit) => Store.Twins(after, limit, CancellationToken.None);

    /// <summary>The same as a grain's reference. A class that implemented the interface would be taken for a grain by grids that tests start.</summary>
    public IHealthRecords AsGrain()
    {
        var grain = Substitute.For<IHealthRecords>();
        grain.Commit(Arg.Any<IReadOnlyList<ResourceWrite>>()).Returns(call => Commit(call.Arg<IReadOnlyList<ResourceWrite>>()));
        grain.Find(Arg.Any<IReadOnlyList<ResourceName>>()).Returns(call => Store.Find(call.Arg<IReadOnlyList<ResourceName>>(), CancellationToken.None));
        grain.FindOrigins(Arg.Any<TwinId?>(), Arg.Any<IReadOnlyList<ResourceOrigin>>()).Returns(call => Store.FindOrigins(call.Arg<TwinId?>(), call.Arg<IReadOnlyList<ResourceOrigin>>(), CancellationToken.None));
        grain.Read(Arg.Any<ResourceName>(), Arg.Any<long?>()).Returns(call => Read(call.Arg<ResourceName>(), call.Arg<long?>()));
        grain.History(Arg.Any<ResourceName>(), Arg.Any<int>()).Returns(call => Store.History(call.Arg<ResourceName>(), call.Arg<int>(), CancellationToken.None));
        grain.Search(Arg.Any<RecordQuery>()).Returns(call => Store.Search(call.Arg<RecordQuery>(), CancellationToken.None));
        grain.Twins(Arg.Any<string>(), Arg.Any<int>()).Returns(call => Twins(call.Arg<string>(), call.Arg<int>()));
        grain.Changes(Arg.Any<long>(), Arg.Any<int>()).Returns(call => Store.Changes(call.Arg<long>(), call.Arg<int>(), CancellationToken.None));
        grain.Head().Returns(_ => Store.Head(CancellationToken.None));
        return grain;
    }
}
