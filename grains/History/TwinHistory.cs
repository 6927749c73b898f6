using Orleans.Concurrency;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.History;

/// <summary>Reads the history on whichever silo is asked; holds nothing.</summary>
[GrainType("twin-history"), StatelessWorker]
public sealed class TwinHistory(IVitalsHistory history) : Grain, ITwinHistory
{
    private TwinId Twin => TwinId.Parse(this.GetPrimaryKeyString());

    public Task<IReadOnlyList<HistoryPoint>> Read(Signal signal, DateTimeOffset from, DateTimeOffset to, int limit) =>
        history.Read(Twin, signal, from, to, limit, CancellationToken.None);

    public Task<IReadOnlyList<HistoryBucket>> ReadBuckets(Signal signal, DateTimeOffset from, DateTimeOffset to, int points) =>
        history.ReadBuckets(Twin, signal, from, to, points, CancellationToken.None);

    public Task<IReadOnlyList<Signal>> Signals(DateTimeOffset from, DateTimeOffset to) => history.Signals(Twin, from, to, CancellationToken.None);

    public Task<HistoryCount> Count(Signal signal) => history.Count(Twin, signal, CancellationToken.None);
}
