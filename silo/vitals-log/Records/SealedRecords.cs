using TwinGrid.Erasure;
using TwinGrid.Keys;
using TwinGrid.Keys.Sealing;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Records;

/// <summary>Seals records with the keys of their patients on the way into a log, and opens them on the way out. Safe for concurrent use.</summary>
internal sealed class SealedRecords(PatientKeys keys, int partitions)
{
    private readonly SealingTurns _turns = new(keys, partitions);

    /// <exception cref="VitalsLogException">The keys cannot be opened.</exception>
    public async Task Prepare(CancellationToken cancel)
    {
        try
        {
            await keys.Open(cancel);
        }
        catch (KeysException error)
        {
            throw new VitalsLogException(error.Message, error);
        }
    }

    /// <summary>Seals a record and hands it over; those of a partition in the order of the calls, also when one waits for its key.</summary>
    /// <param name="log">Given to <paramref name="handOver"/>.</param>
    /// <exception cref="PatientErasedException">The patient was erased: nothing more is written of them.</exception>
    /// <exception cref="VitalsLogException">The keys cannot be reached: nothing was written.</exception>
    public async ValueTask<T> Seal<TLog, T>(ITwinRecord record, int partition, TLog log, Func<TLog, ITwinRecord, byte[], T> handOver, CancellationToken cancel)
    {
        try
        {
            return await _turns.Take(record.TwinId, partition, (keys, record, log, handOver), what => what, (what, key) => what.handOver(what.log, what.record, RecordEnvelope.Seal(what.record, what.keys, key)), cancel);
        }
        catch (KeysException error)
        {
            throw new VitalsLogException($"Nothing was written: {error.Message}", error);
        }
    }

    /// <summary>Opens envelopes in order; stops before the first that is damaged, and says so when it is the first.</summary>
    public async Task<IReadOnlyList<LoggedRecord>> Open(int partition, IReadOnlyList<(long Offset, byte[] Envelope)> records, CancellationToken cancel)
    {
        var (found, opened) = (await Find(records, cancel), new List<LoggedRecord>(records.Count));
        for (var place = 0; place < records.Count; place++)
        {
            try
            {
                opened.Add(RecordEnvelope.Open(records[place].Envelope, new LogPosition(partition, records[place].Offset), found[place]));
            }
            catch (VitalsLogCorruptException) when (opened.Count > 0)
            {
                return opened; // the next read begins at the damage and says it
            }
        }
        return opened;
    }

    /// <summary>Records as their envelopes would be opened now; those before the first whose key is neither kept nor destroyed.</summary>
    public async ValueTask<IReadOnlyList<LoggedRecord>> WithoutErased(IReadOnlyList<LoggedRecord> records, CancellationToken cancel)
    {
        if (records.Count == 0) return records;
        var opened = new List<LoggedRecord>(records.Count);
        try
        {
            foreach (var logged in records)
            {
                var state = (await keys.Find(logged.Record.TwinId, cancel)).State;
                if (state == KeyState.Absent) break; // who opens the envelope says it
                opened.Add(state == KeyState.Destroyed ? logged with { Record = new ErasedRecord(logged.Record.TwinId) } : logged);
            }
        }
        catch (KeysException error)
        {
            throw new VitalsLogException(error.Message, error);
        }
        return opened;
    }

    private async ValueTask<FoundKey[]> Find(IReadOnlyList<(long Offset, byte[] Envelope)> records, CancellationToken cancel)
    {
        try
        {
            return await keys.Find(records, record => RecordEnvelope.TwinOf(record.Envelope), cancel);
        }
        catch (KeysException error)
        {
            throw new VitalsLogException(error.Message, error);
        }
    }
}
