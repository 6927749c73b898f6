using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.Checkpoints;
using TwinGrid.VitalsLog;

namespace TwinGrid.Grains.Readers;

/// <summary>
/// What a reader has delivered since its checkpoint. Twins that lost it (their silo died) are given it out of the log again: to hold it in memory until the checkpoint moves
/// cost every packet a place among what the collector carries along. Belongs to one grain.
/// </summary>
internal sealed class Delivered(IVitalsLog log, Checkpoint from)
{
    private const int ReadAtOnce = 1000;

    /// <summary>Each delivery's highest offset, with how many records it had.</summary>
    private readonly Queue<(long UpTo, int Count)> _deliveries = new();

    private long _checkpoint = from.Offset;

    /// <summary>By twin, once somebody has asked; null before, and when the checkpoint has moved. Who lost one twin has mostly lost more.</summary>
    private Dictionary<TwinId, List<LoggedRecord>>? _again;

    /// <summary>The log being read for it; completed while it is not.</summary>
    private Task _reading = Task.CompletedTask;

    /// <summary>Highest offset.</summary>
    public long To { get; private set; } = from.Offset;

    /// <summary>How many records.</summary>
    public int Count { get; private set; }

    /// <summary>Records have been delivered.</summary>
    public void Note(IReadOnlyList<LoggedRecord> records)
    {
        To = records[^1].Position.Offset;
        var count = records.Count(IsOfTwin);
        Count += count;
        _deliveries.Enqueue((To, count));
        if (_again is not { } again) return;
        foreach (var logged in records) Keep(again, logged);
    }

    /// <summary>The checkpoint has moved to the end of a delivery.</summary>
    public void Forget(long upTo)
    {
        while (_deliveries.TryPeek(out var first) && first.UpTo <= upTo) Count -= _deliveries.Dequeue().Count;
        (_checkpoint, _again) = (upTo, null);
    }

    /// <summary>Everything that was delivered to a twin, in log order; none where the patient was erased meanwhile.</summary>
    /// <exception cref="VitalsLogException">The log cannot be read.</exception>
    public async ValueTask<IReadOnlyList<LoggedRecord>> Of(TwinId twin)
    {
        while (_again is null)
        {
            if (_reading.IsCompleted) _reading = ReadAgain();
            await _reading;
        }
        return _again.TryGetValue(twin, out var records) ? [.. records] : [];
    }

    /// <summary>Whether anybody is there to be given a record.</summary>
    public static bool IsOfTwin(LoggedRecord logged) => logged.Record is not ErasedRecord;

    private async Task ReadAgain()
    {
        var (again, at) = (new Dictionary<TwinId, List<LoggedRecord>>(), _checkpoint);
        while (at < To) // which moves on while this reads
        {
            var records = await log.Read(from.Partition, at, ReadAtOnce, CancellationToken.None);
            var before = at;
            for (var i = 0; i < records.Count && records[i].Position.Offset <= To; i++)
            {
                Keep(again, records[i]);
                at = records[i].Position.Offset;
            }
            if (at == before) throw new VitalsLogException($"Partition {from.Partition} of the vitals log gives nothing behind {at}, though it was delivered up to {To}: the log was cut off, or put back from a copy.");
        }
        _again = again;
    }

    private static void Keep(Dictionary<TwinId, List<LoggedRecord>> again, LoggedRecord logged)
    {
        if (!IsOfTwin(logged)) return;
        if (!again.TryGetValue(logged.Record.TwinId, out var records)) again[logged.Record.TwinId] = records = [];
        records.Add(logged);
    }
}
