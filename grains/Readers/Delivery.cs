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
    private readonly Dictionary<TwinId, Recipient> _held = [];

    /// <summary>Those who are delivered to now.</summary>
    private List<Recipient> _recipients = [];

    /// <summary>Highest offset handed to its twin.</summary>
    public long DeliveredTo { get; private set; } = from.Offset;

    /// <summary>Records held since the checkpoint.</summary>
    public int Held { get; private set; }

    /// <summary>Hands records to their twins: each twin in log order, many twins at a time. When it fails, calling it again is harmless.</summary>
    /// <param name="written">The same records on their way to the history: they count as delivered only when that succeeds too.</param>
    public async Task Deliver(IReadOnlyList<LoggedRecord> records, Task written)
    {
        Sort(records);
        var rows = new List<TwinRow>();
        var handed = EachTwin(_recipients, async recipient =>
        {
            if (await Hand(recipient) is { } row) rows.Add(row);
        });
        await Task.WhenAll(handed, written);
        foreach (var recipient in _recipients) recipient.Took();
        Held += records.Count;
        DeliveredTo = records[^1].Position.Offset;
        if (rows.Count > 0) await grains.GetGrain<IWatchDesk>(from.Partition).ReportRows(rows);
    }

    /// <summary>Has every twin that was delivered to save itself and its organs, giving again what was lost.</summary>
    public Task Flush() => EachTwin(_held.Values.Where(recipient => recipient.Held.Count > 0), async recipient =>
    {
        while (!await recipient.Twin.Flush(recipient.DeliveredTo))
            await recipient.Twin.Observe(new RecordDelivery(-1, recipient.Held, _reader));
    });

    /// <summary>Everything delivered is durable: nothing need be held any more.</summary>
    public void Forget()
    {
        _held.Clear();
        Held = 0;
    }

    /// <summary>Gives each twin its part of some records.</summary>
    private void Sort(IReadOnlyList<LoggedRecord> records)
    {
        foreach (var recipient in _recipients) recipient.Fresh = null; // of a delivery that failed; what was made of it may still be under way
        _recipients = new(records.Count);
        foreach (var logged in records)
        {
            var id = logged.Record.TwinId;
            if (!_held.TryGetValue(id, out var recipient)) _held[id] = recipient = new(grains.GetGrain<IPatientTwin>(id.Value));
            if (recipient.Fresh is null) _recipients.Add(recipient);
            (recipient.Fresh ??= new(1)).Add(logged);
        }
    }

    private async Task<TwinRow?> Hand(Recipient recipient)
    {
        var (twin, fresh) = (recipient.Twin, recipient.Fresh!);
        var receipt = await twin.Observe(new RecordDelivery(recipient.DeliveredTo, fresh, _reader));
        if (receipt.Gap) receipt = await twin.Observe(new RecordDelivery(-1, [.. recipient.Held, .. fresh], _reader));
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

    /// <summary>A twin that was delivered to since the checkpoint.</summary>
    private sealed class Recipient(IPatientTwin twin)
    {
        /// <summary>A reference is not found for nothing: it is kept.</summary>
        public IPatientTwin Twin => twin;

        /// <summary>What it was given since the checkpoint, in log order.</summary>
        public List<LoggedRecord> Held { get; } = [];

        /// <summary>Its part of what is delivered now; null: none.</summary>
        public List<LoggedRecord>? Fresh { get; set; }

        /// <summary>The highest offset given; -1 for none.</summary>
        public long DeliveredTo => Held.Count == 0 ? -1 : Held[^1].Position.Offset;

        public void Took()
        {
            Held.AddRange(Fresh!);
            Fresh = null;
        }
    }
}
