using System.Runtime.InteropServices;
using TwinGrid.Erasure;
using TwinGrid.History;
using TwinGrid.Keys;
using TwinGrid.Keys.Sealing;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.History;

/// <summary>Seals samples with the keys of their patients on the way into the history, and opens them on the way out. Safe for concurrent use.</summary>
internal sealed class SampleSeals(PatientKeys keys)
{
    /// <summary>So many samples of a packet are masked beside the call; more get arrays.</summary>
    private const int Few = 32;

    /// <summary>Rows as they are stored; those of erased patients are left out.</summary>
    /// <exception cref="StorageException">The keys cannot be reached.</exception>
    public async ValueTask<HistoryRow[]> Seal(HistoryRow[] rows, CancellationToken cancel)
    {
        var isWhole = true;
        for (var from = 0; from < rows.Length;)
        {
            var to = from + 1;
            while (to < rows.Length && ReferenceEquals(rows[to].Twin, rows[from].Twin)) to++; // of one packet
            try
            {
                var key = await keys.ForWriting(TwinId.Parse(rows[from].Twin), cancel);
                Seal(rows.AsSpan(from, to - from), key);
            }
            catch (PatientErasedException)
            {
                Array.Clear(rows, from, to - from);
                isWhole = false;
            }
            catch (KeysException error)
            {
                throw new StorageException($"Nothing was written: {error.Message}", error);
            }
            from = to;
        }
        return isWhole ? rows : Array.FindAll(rows, row => row.Twin is not null);
    }

    /// <summary>Stored samples of one twin and signal in the open; none where the patient was erased.</summary>
    /// <exception cref="StorageException">The key is neither kept nor destroyed.</exception>
    public async ValueTask<List<SampleVersion>> Open(TwinId twin, List<StoredSample> stored, CancellationToken cancel)
    {
        if (stored.TrueForAll(sample => sample.Sealed is null)) return stored.ConvertAll(sample => sample.Version);
        FoundKey found;
        try
        {
            found = await keys.Find(twin, cancel);
        }
        catch (KeysException error)
        {
            throw new StorageException(error.Message, error);
        }
        return found.State switch
        {
            KeyState.Kept => Open(found.Key, stored),
            KeyState.Destroyed => [],
            _ => throw new StorageException($"The history of twin {twin} is sealed with a key that is neither kept nor destroyed: put back the store of keys that belongs to this storage (TwinGrid:Keys)."),
        };
    }

    private static void Seal(Span<HistoryRow> rows, in PatientKey key)
    {
        using var seal = new SampleSeal(key);
        for (var from = 0; from < rows.Length;)
        {
            var to = from + 1;
            while (to < rows.Length && ReferenceEquals(rows[to].Device, rows[from].Device)) to++;
            OfDevice(rows[from..to], seal);
            from = to;
        }
    }

    private static void OfDevice(Span<HistoryRow> rows, SampleSeal seal)
    {
        Span<(long, long, int)> samples = rows.Length <= Few ? stackalloc (long, long, int)[rows.Length] : new (long, long, int)[rows.Length];
        Span<ulong> masks = rows.Length <= Few ? stackalloc ulong[rows.Length] : new ulong[rows.Length];
        for (var place = 0; place < rows.Length; place++) samples[place] = (rows[place].Sequence, HistoryTime.Microseconds(rows[place].ObservedAt), (int)rows[place].Signal);
        seal.Masks(rows[0].Device, samples, masks);
        var device = seal.Seal(rows[0].Device);
        for (var place = 0; place < rows.Length; place++)
            rows[place] = rows[place] with { Device = device, Value = 0, Sealed = (long)(BitConverter.DoubleToUInt64Bits(rows[place].Value) ^ masks[place]) };
    }

    private static List<SampleVersion> Open(in PatientKey key, List<StoredSample> stored)
    {
        using var seal = new SampleSeal(key);
        var opened = stored.ConvertAll(sample => sample.Version);
        foreach (var group in Enumerable.Range(0, stored.Count).Where(place => stored[place].Sealed is not null).GroupBy(place => stored[place].Version.Device, StringComparer.Ordinal))
        {
            var (device, places) = (seal.Open(group.Key), group.ToArray());
            var (samples, masks) = (new (long, long, int)[places.Length], new ulong[places.Length]);
            for (var i = 0; i < places.Length; i++)
                samples[i] = (opened[places[i]].Sequence, HistoryTime.Microseconds(opened[places[i]].ObservedAt), (int)opened[places[i]].Signal);
            seal.Masks(device, samples, masks);
            var all = CollectionsMarshal.AsSpan(opened);
            for (var i = 0; i < places.Length; i++)
                all[places[i]] = all[places[i]] with { Device = device, Value = BitConverter.UInt64BitsToDouble((ulong)stored[places[i]].Sealed!.Value ^ masks[i]) };
        }
        return opened;
    }
}

/// <summary>A sample as it is stored.</summary>
/// <param name="Sealed">The masked bits of its value; null where it was written in the open.</param>
internal readonly record struct StoredSample(SampleVersion Version, long? Sealed)
{
    /// <summary>What is known of samples, as points.</summary>
    public static IReadOnlyList<HistoryPoint> Points(List<SampleVersion> samples, int limit) =>
        [.. samples.Take(limit).Select(sample => new HistoryPoint(sample.ObservedAt, sample.Value, sample.Device, sample.Status, sample.Flags))];

    public static HistoryCount Count(List<SampleVersion> samples) => new(samples.Count, samples.Count(sample => sample.Flags != SampleFlags.None));

    /// <summary>Samples in buckets, in the order of time; empty stretches have none.</summary>
    /// <param name="length">Microseconds.</param>
    public static IReadOnlyList<HistoryBucket> Buckets(List<SampleVersion> samples, DateTimeOffset from, long length) =>
    [
        .. samples.Where(sample => sample.Flags == SampleFlags.None).GroupBy(sample => (HistoryTime.Microseconds(sample.ObservedAt) - HistoryTime.Microseconds(from)) / length).OrderBy(bucket => bucket.Key).Select(bucket => new HistoryBucket(
            HistoryTime.Middle(from, length, bucket.Key), bucket.Average(sample => sample.Value), bucket.Min(sample => sample.Value), bucket.Max(sample => sample.Value), bucket.Count())),
    ];
}
