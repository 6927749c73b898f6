using System.Text;
using TwinGrid.Erasure;
using TwinGrid.Keys;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Records;

/// <summary>Seals records with the keys of their patients on the way into a log, and opens them on the way out. Safe for concurrent use.</summary>
internal sealed class SealedRecords(PatientKeys keys)
{
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

    /// <exception cref="PatientErasedException">The patient was erased: nothing more is written of them.</exception>
    /// <exception cref="VitalsLogException">The keys cannot be reached: nothing was written.</exception>
    public ValueTask<byte[]> Seal(ITwinRecord record, CancellationToken cancel)
    {
        var asked = keys.ForWriting(record.TwinId, cancel);
        return asked.IsCompletedSuccessfully ? new(RecordEnvelope.Seal(record, keys, asked.Result)) : new(SealLater(record, asked));
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

    private async Task<byte[]> SealLater(ITwinRecord record, ValueTask<PatientKey> asked)
    {
        try
        {
            return RecordEnvelope.Seal(record, keys, await asked);
        }
        catch (KeysException error)
        {
            throw new VitalsLogException($"Nothing was written: {error.Message}", error);
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
