using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.VitalsLog;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>The watch desks of the grid: one per partition of the vitals log. Asks all of them at once.</summary>
internal sealed class Desks(IGrainFactory grains, IVitalsLog log)
{
    public int Count => log.PartitionCount;

    public IWatchDesk this[int partition] => grains.GetGrain<IWatchDesk>(partition);

    /// <summary>The desk that watches over a twin.</summary>
    public IWatchDesk Of(TwinId twin) => this[twin.Partition(Count)];

    /// <summary>The rows of these twins, from the desks that watch over them; in no order.</summary>
    public async Task<IReadOnlyList<TwinRow>> RowsOf(IReadOnlyList<TwinId> twins)
    {
        var pages = await Task.WhenAll(twins.GroupBy(twin => twin.Partition(Count)).Select(share => this[share.Key].RowsOf([.. share])));
        return [.. pages.SelectMany(rows => rows)];
    }

    /// <summary>Alerts of these twins that fit, from the desks that watch over them; in no order.</summary>
    public async Task<IReadOnlyList<Alert>> AlertsOf(IReadOnlyList<TwinId> twins, AlertQuery query)
    {
        var pages = await Task.WhenAll(twins.GroupBy(twin => twin.Partition(Count)).Select(share => this[share.Key].Alerts(query with { Of = [.. share] })));
        return [.. pages.SelectMany(alerts => alerts)];
    }

    /// <summary>One answer per desk, in the order of partitions.</summary>
    public Task<T[]> Ask<T>(Func<IWatchDesk, Task<T>> question) => Task.WhenAll(Enumerable.Range(0, Count).Select(partition => question(this[partition])));
}
