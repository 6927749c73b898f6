using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Readers;

/// <summary>
/// What a reader has delivered since its checkpoint, by twin, kept so that a twin which lost it (its silo died) can be given it again.
/// </summary>
/// <param name="from">The checkpoint that the reader made its own.</param>
internal sealed class Delivery(IGrainFactory grains, Checkpoint from, int twinsAtATime)
{
    private readonly long _reader = from.Version;
    private readonly Dictionary<TwinId, List<LoggedRecord>> _held = [];

    /// <summary>Highest offset handed to its twin.</summary>
    public long DeliveredTo { get; private set; } = from.Offset;

    /// <summary>Records held since the checkpoint.</summary>
    public int Held { get; private set; }

    /// <summary>Hands records to their twins: each twin in log order, many twins at a time. When it fails, calling it again is harmless.</summary>
    /// <param name="written">The same records on their way to the history: they count as delivered only when that succeeds too.</param>
    public async Task Deliver(IReadOnlyList<LoggedRecord> records, Task written)
    {
        var rows = new List<TwinRow>();
        var handed = EachTwin(records.GroupBy(logged => logged.Record.TwinId), async group =>
        {
            if (await Hand(group.Key, [.. group]) is { } row) rows.Add(row);
        });
        await Task.WhenAll(handed, written);
        foreach (var logged in records)
        {
            if (!_held.TryGetValue(logged.Record.TwinId, out var held)) _held[logged.Record.TwinId] = held = [];
            held.Add(logged);
        }
        Held += records.Count;
        DeliveredTo = records[^1].Position.Offset;
        if (rows.Count > 0) await grains.GetGrain<IWatchDesk>(from.Partition).ReportRows(rows);
    }

    /// <summary>Has every twin that was delivered to save itself and its organs, giving again what was lost.</summary>
    public Task Flush() => EachTwin(_held, async pair =>
    {
        var twin = grains.GetGrain<IPatientTwin>(pair.Key.Value);
        while (!await twin.Flush(pair.Value[^1].Position.Offset))
            await twin.Observe(new RecordDelivery(-1, pair.Value, _reader));
    });

    /// <summary>Everything delivered is durable: nothing need be held any more.</summary>
    public void Forget()
    {
        _held.Clear();
        Held = 0;
    }

    private async Task<TwinRow?> Hand(TwinId id, List<LoggedRecord> records)
    {
        var twin = grains.GetGrain<IPatientTwin>(id.Value);
        var held = _held.GetValueOrDefault(id);
        var receipt = await twin.Observe(new RecordDelivery(held?[^1].Position.Offset ?? -1, records, _reader));
        if (receipt.Gap) receipt = await twin.Observe(new RecordDelivery(-1, [.. held ?? [], .. records], _reader));
        return receipt.Gap ? throw new InvalidOperationException("A twin refuses what was delivered from its checkpoint on.") : receipt.Row;
    }

    private async Task EachTwin<T>(IEnumerable<T> items, Func<T, Task> work)
    {
        using var next = items.GetEnumerator(); // the lanes share it: a grain does one thing at a time
        var hasFailed = false;
        await Task.WhenAll(Enumerable.Range(0, twinsAtATime).Select(_ => Lane()));

        async Task Lane()
        {
            while (!hasFailed && next.MoveNext())
            {
                try
                {
                    await work(next.Current);
                }
                catch
                {
                    hasFailed = true;
                    throw;
                }
            }
        }
    }
}
