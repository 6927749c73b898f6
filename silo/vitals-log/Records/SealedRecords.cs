using System.Text;
using TwinGrid.Erasure;
using TwinGrid.Keys;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Records;

/// <summary>Seals records with the keys of their patients on the way into a log, and opens them on the way out. Safe for concurrent use.</summary>
internal sealed class SealedRecords(PatientKeys keys, int partitions)
{
    private readonly Lock _door = new();

    /// <summary>Of each partition, the last hand-over that waits for a key, and how many do.</summary>
    private readonly Task[] _last = [.. Enumerable.Repeat(Task.CompletedTask, partitions)];
    private readonly int[] _waiting = new int[partitions];

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
    public ValueTask<T> Seal<TLog, T>(ITwinRecord record, int partition, TLog log, Func<TLog, ITwinRecord, byte[], T> handOver, CancellationToken cancel)
    {
        var asked = keys.ForWriting(record.TwinId, cancel);
        return asked.IsCompletedSuccessfully && Volatile.Read(ref _waiting[partition]) == 0
            ? new(handOver(log, record, RecordEnvelope.Seal(record, keys, asked.Result)))
            : new(SealInTurn(record, partition, asked, log, handOver));
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

    private async Task<T> SealInTurn<TLog, T>(ITwinRecord record, int partition, ValueTask<PatientKey> asked, TLog log, Func<TLog, ITwinRecord, byte[], T> handOver)
    {
        var handedOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        lock (_door)
        {
            Interlocked.Increment(ref _waiting[partition]);
            (before, _last[partition]) = (_last[partition], handedOver.Task);
        }
        try
        {
            PatientKey key;
            try
            {
                key = await asked;
            }
            finally
            {
                await before;
            }
            return handOver(log, record, RecordEnvelope.Seal(record, keys, key));
        }
        catch (KeysException error)
        {
            throw new VitalsLogException($"Nothing was written: {error.Message}", error);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting[partition]);
            handedOver.SetResult();
        }
    }

    /// <summary>The key of each envelope: those at hand, and the others with one question.</summary>
    private async ValueTask<FoundKey[]> Find(IReadOnlyList<(long Offset, byte[] Envelope)> records, CancellationToken cancel)
    {
        var found = new FoundKey[records.Count];
        List<int>? missing = null;
        for (var place = 0; place < records.Count; place++)
        {
            if (RecordEnvelope.TwinOf(records[place].Envelope) is not { Length: > 0 } twin) continue;
            if (keys.TryFind(twin, out var key)) found[place] = FoundKey.Kept(key);
            else (missing ??= []).Add(place);
        }
        if (missing is null) return found;
        try
        {
            var asked = await keys.Find([.. missing.Select(TwinOf).Distinct(StringComparer.Ordinal)], cancel);
            foreach (var place in missing) found[place] = asked.GetValueOrDefault(TwinOf(place));
            return found;
        }
        catch (KeysException error)
        {
            throw new VitalsLogException(error.Message, error);
        }

        string TwinOf(int place) => Encoding.ASCII.GetString(RecordEnvelope.TwinOf(records[place].Envelope));
    }
}
