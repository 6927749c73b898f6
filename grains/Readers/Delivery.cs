using TwinGrid.Grains.Reach;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Readers;

/// <summary>
/// What a reader has delivered since its checkpoint, by twin, kept so that a twin which lost it (its silo died) can be given it again.
/// </summary>
/// <param name="from">The checkpoint that the reader made its own.</param>
/// <param name="here">The reader's silo.</param>
internal sealed class Delivery(IGrainFactory grains, LostSilos lost, Checkpoint from, SiloAddress here, int twinsAtATime)
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
        var handed = EachTwin(_recipients, recipient => Hand(recipient, rows));
        await Task.WhenAll(handed, written);
        foreach (var recipient in _recipients) recipient.Took();
        Held += records.Count(logged => logged.Record is not ErasedRecord);
        DeliveredTo = records[^1].Position.Offset;
        if (rows.Count > 0) await lost.Answer(grains.GetGrain<IWatchDesk>(from.Partition).ReportRows(rows));
    }

    /// <summary>
    /// Has every twin that was delivered to save itself and its organs, giving again what was lost: all of it, also what is delivered in the meantime, or an organ
    /// that lost that too would not be given it.
    /// </summary>
    public Task Flush()
    {
        (Recipient Recipient, long Covering)[] all = [.. _held.Values.Where(recipient => recipient.Held.Count > 0).Select(recipient => (recipient, recipient.DeliveredTo))];
        return EachTwin(all, async one =>
        {
            while (!await lost.Answer(one.Recipient.Twin.Flush(one.Covering)))
                await lost.Answer(one.Recipient.Twin.Observe(new RecordDelivery(-1, [.. one.Recipient.Held], _reader, here)));
        });
    }

    /// <summary>What was delivered up to an offset is durable: it need be held no more.</summary>
    public void Forget(long upTo)
    {
        foreach (var (id, recipient) in _held)
        {
            Held -= recipient.Forget(upTo);
            if (recipient is { Held.Count: 0, Fresh: null }) _held.Remove(id);
        }
    }

    /// <summary>Gives each twin its part of some records.</summary>
    private void Sort(IReadOnlyList<LoggedRecord> records)
    {
        foreach (var recipient in _recipients) recipient.Fresh = null; // of a delivery that failed; what was made of it may still be under way
        _recipients = new(records.Count);
        foreach (var logged in records)
        {
            if (logged.Record is ErasedRecord) continue; // nobody is there to be given it
            var id = logged.Record.TwinId;
            if (!_held.TryGetValue(id, out var recipient)) _held[id] = recipient = new(grains.GetGrain<IPatientTwin>(id.Value));
            if (recipient.Fresh is null) _recipients.Add(recipient);
            (recipient.Fresh ??= new(1)).Add(logged);
        }
    }

    private async Task Hand(Recipient recipient, List<TwinRow> rows)
    {
        var (twin, fresh) = (recipient.Twin, recipient.Fresh!);
        var receipt = await lost.Answer(twin.Observe(new RecordDelivery(recipient.DeliveredTo, fresh, _reader, here)));
        if (receipt.Gap) receipt = await lost.Answer(twin.Observe(new RecordDelivery(-1, [.. recipient.Held, .. fresh], _reader, here)));
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

        /// <returns>How many were held up to the offset.</returns>
        public int Forget(long upTo)
        {
            var count = 0;
            while (count < Held.Count && Held[count].Position.Offset <= upTo) count++;
            Held.RemoveRange(0, count);
            return count;
        }

        public void Took()
        {
            Held.AddRange(Fresh!);
            Fresh = null;
        }
    }
}
