using TwinGrid.Grains.Reach;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.VitalsLog;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Readers;

/// <summary>Hands records to their twins, and knows how far each has come since the checkpoint. A twin which lost what it was given (its silo died) is given it again.</summary>
/// <param name="from">The checkpoint that the reader made its own.</param>
/// <param name="here">The reader's silo.</param>
internal sealed class Delivery(IGrainFactory grains, LostSilos lost, IVitalsLog log, Checkpoint from, SiloAddress here, int twinsAtATime)
{
    private readonly long _reader = from.Version;
    private readonly Delivered _delivered = new(log, from);

    /// <summary>Those who were delivered to since the checkpoint.</summary>
    private readonly Dictionary<TwinId, Recipient> _known = [];

    /// <summary>Those who are delivered to now.</summary>
    private List<Recipient> _recipients = [];

    /// <summary>Highest offset handed to its twin.</summary>
    public long DeliveredTo => _delivered.To;

    /// <summary>How many records were handed over since the checkpoint.</summary>
    public int Count => _delivered.Count;

    /// <summary>Hands records to their twins: each twin in log order, many twins at a time. When it fails, calling it again is harmless.</summary>
    /// <param name="written">The same records on their way to the history: they count as delivered only when that succeeds too.</param>
    public async Task Deliver(IReadOnlyList<LoggedRecord> records, Task written)
    {
        Sort(records);
        var rows = new List<TwinRow>();
        var handed = EachTwin(_recipients, recipient => Hand(recipient, rows));
        await Task.WhenAll(handed, written);
        foreach (var recipient in _recipients) recipient.Took();
        _delivered.Note(records);
        if (rows.Count > 0) await lost.Answer(grains.GetGrain<IWatchDesk>(from.Partition).ReportRows(rows));
    }

    /// <summary>
    /// Has every twin that was delivered to save itself and its organs, giving again what was lost: all of it, also what is delivered in the meantime, or an organ
    /// that lost that too would not be given it.
    /// </summary>
    public Task Flush()
    {
        (Recipient Recipient, long Covering)[] all = [.. _known.Values.Where(recipient => recipient.DeliveredTo >= 0).Select(recipient => (recipient, recipient.DeliveredTo))];
        return EachTwin(all, async one =>
        {
            while (!await lost.Answer(one.Recipient.Twin.Flush(one.Covering)))
                await lost.Answer(one.Recipient.Twin.Observe(new RecordDelivery(-1, await _delivered.Of(one.Recipient.Id), _reader, here)));
        });
    }

    /// <summary>What was delivered up to an offset is durable: it will not be given again.</summary>
    public void Forget(long upTo)
    {
        _delivered.Forget(upTo);
        foreach (var (id, recipient) in _known)
        {
            recipient.Forget(upTo);
            if (recipient is { DeliveredTo: < 0, Fresh: null }) _known.Remove(id);
        }
    }

    /// <summary>Gives each twin its part of some records.</summary>
    private void Sort(IReadOnlyList<LoggedRecord> records)
    {
        foreach (var recipient in _recipients) recipient.Fresh = null; // of a delivery that failed; what was made of it may still be under way
        _recipients = new(records.Count);
        foreach (var logged in records)
        {
            if (!Delivered.IsOfTwin(logged)) continue;
            var id = logged.Record.TwinId;
            if (!_known.TryGetValue(id, out var recipient)) _known[id] = recipient = new(id, grains.GetGrain<IPatientTwin>(id.Value));
            if (recipient.Fresh is null) _recipients.Add(recipient);
            (recipient.Fresh ??= new(1)).Add(logged);
        }
    }

    private async Task Hand(Recipient recipient, List<TwinRow> rows)
    {
        var (twin, fresh) = (recipient.Twin, recipient.Fresh!);
        var receipt = await lost.Answer(twin.Observe(new RecordDelivery(recipient.DeliveredTo, fresh, _reader, here)));
        if (receipt.Gap) receipt = await lost.Answer(twin.Observe(new RecordDelivery(-1, [.. await _delivered.Of(recipient.Id), .. fresh], _reader, here)));
        if (receipt.Gap) throw new InvalidOperationException("A twin refuses what was delivered from its checkpoint on.");
        if (receipt.Row is { } row) rows.Add(row);
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
    private sealed class Recipient(TwinId id, IPatientTwin twin)
    {
        public TwinId Id => id;

        /// <summary>A reference is not found for nothing: it is kept.</summary>
        public IPatientTwin Twin => twin;

        /// <summary>Its part of what is delivered now; null: none.</summary>
        public List<LoggedRecord>? Fresh { get; set; }

        /// <summary>The highest offset it was given since the checkpoint; -1 for none.</summary>
        public long DeliveredTo { get; private set; } = -1;

        public void Took() => (DeliveredTo, Fresh) = (Fresh![^1].Position.Offset, null);

        public void Forget(long upTo)
        {
            if (DeliveredTo <= upTo) DeliveredTo = -1;
        }
    }
}
