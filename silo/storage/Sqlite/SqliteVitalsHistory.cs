using System.Text.Json;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Sqlite;

internal sealed class SqliteVitalsHistory(SqliteTwinStorage storage) : IVitalsHistory
{
    public Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel) => storage.Writer.Write(records, cancel);

    public async Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return StoredSample.Points(await Known(false, limit, twin, signal, from, to, cancel), limit);
    }

    public async Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return StoredSample.Buckets(await Known(true, int.MaxValue, twin, signal, from, to, cancel), from, HistoryTime.BucketLength(from, to, points));
    }

    public async Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (stored, _) = await Readings(false, int.MaxValue, twin, signal, from, to, cancel);
        if (storage.HoldsOlderSamples) stored.AddRange(await OlderSamples(twin, signal, from, to, cancel));
        return await storage.Seals.Open(twin, stored, cancel);
    }

    public async Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var arrived = Arrived(twin, from, to).Aggregate(0L, (all, reading) => all | reading.Masks.Signals);
        var signals = await storage.Query(
            "select distinct signals from reading where twin = $twin and observed_at >= $from and observed_at < $to",
            rows =>
            {
                var all = arrived;
                while (rows.Read()) all |= rows.GetInt64(0);
                return ReadingSamples.Of(all).ToHashSet();
            },
            cancel, Window(twin, from, to));
        if (storage.HoldsOlderSamples) signals.UnionWith(await OlderSignals(twin, from, to, cancel));
        return [.. signals];
    }

    public async Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel)
    {
        var arrived = Arrived(twin, HistoryTime.First, HistoryTime.Last, signal).DistinctBy(reading => reading.Key).Select(reading => new object[] { reading.ObservedAt, reading.Device, reading.Sequence, reading.Masks.Flagged, reading.Masks.Amending });
        var (count, amended) = await storage.Query(
            """
            with sorted as (select observed_at, device, sequence, flagged, amending from reading where twin = $twin and signals & $bit <> 0),
            arrived as (
                select value ->> 0 as observed_at, value ->> 1 as device, value ->> 2 as sequence, value ->> 3 as flagged, value ->> 4 as amending from json_each($arrived)
            ), every as (
                select * from sorted
                union all
                select * from arrived a where not exists (
                    select 1 from reading r where r.twin = $twin and r.observed_at = a.observed_at and r.device = a.device and r.sequence = a.sequence and r.signals & $bit <> 0)
            )
            select count(*), count(*) filter (where flagged & $bit <> 0), count(*) filter (where amending & $bit <> 0) from every
            """,
            rows => rows.Read() ? (new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)), rows.GetInt64(2)) : default,
            cancel, ("$twin", twin.Value), ("$bit", ReadingSamples.Bit(signal)), ("$arrived", JsonSerializer.Serialize(arrived)));
        return amended == 0 && !storage.HoldsOlderSamples ? count : StoredSample.Count(await Known(false, int.MaxValue, twin, signal, HistoryTime.First, HistoryTime.Last, cancel));
    }

    /// <summary>What is known, in the order of time, device and sequence; where something was amended, or lies as older versions wrote it, by all versions, whatever was asked for.</summary>
    private async Task<List<SampleVersion>> Known(bool believed, int limit, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (stored, areAmended) = storage.HoldsOlderSamples ? ([], true) : await Readings(believed, limit, twin, signal, from, to, cancel);
        return areAmended ? [.. SampleVersion.Known(await ReadVersions(twin, signal, from, to, cancel))] : await storage.Seals.Open(twin, stored, cancel);
    }

    /// <param name="believed">Without those that are flagged.</param>
    /// <returns>The samples, and whether any of the signal in that time is amended by another.</returns>
    private async Task<(List<StoredSample> Stored, bool AreAmended)> Readings(bool believed, int limit, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var arrived = Arrived(twin, from, to, signal);
        var bit = ReadingSamples.Bit(signal);
        var (sorted, areAmended) = await Sorted(believed, limit, twin, bit, from, to, cancel);
        if (arrived.Count > 0)
        {
            if (sorted.Count == 0) areAmended = await AreAmended(twin, bit, from, to, cancel);
            areAmended |= arrived.Exists(reading => (reading.Masks.Amending & bit) != 0);
            if (believed) arrived.RemoveAll(reading => (reading.Masks.Flagged & bit) != 0);
            sorted = [.. sorted.Concat(arrived).DistinctBy(reading => reading.Key).OrderBy(reading => reading.ObservedAt).ThenBy(reading => reading.Device, StringComparer.Ordinal).ThenBy(reading => reading.Sequence).Take(limit)];
        }
        return (sorted.ConvertAll(reading => reading.Sample(signal)), areAmended);
    }

    /// <summary>Of the table of readings.</summary>
    private Task<(List<KeptReading> Readings, bool AreAmended)> Sorted(bool believed, int limit, TwinId twin, long bit, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query(
        $"""
        select observed_at, device, sequence, received_at, signals, flagged, amending, samples, exists({Amending})
        from reading where twin = $twin and observed_at >= $from and observed_at < $to and signals & $bit <> 0 {(believed ? "and flagged & $bit = 0" : "")} order by observed_at, device, sequence limit $limit
        """,
        rows =>
        {
            var (readings, areAmended) = (new List<KeptReading>(), false);
            while (rows.Read())
            {
                areAmended = rows.GetBoolean(8);
                readings.Add(new(rows.GetInt64(0), rows.GetString(1), rows.GetInt64(2), rows.GetInt64(3), new(rows.GetInt64(4), rows.GetInt64(5), rows.GetInt64(6)), rows.GetFieldValue<byte[]>(7)));
            }
            return (readings, areAmended);
        },
        cancel, [.. Window(twin, from, to), ("$bit", bit), ("$limit", limit)]);

    private Task<bool> AreAmended(TwinId twin, long bit, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        storage.Query($"select exists({Amending})", rows => rows.Read() && rows.GetBoolean(0), cancel, [.. Window(twin, from, to), ("$bit", bit)]);

    private const string Amending = "select 1 from reading where twin = $twin and observed_at >= $from and observed_at < $to and amending <> 0 and amending & $bit <> 0";

    /// <summary>What is not sorted yet; to be asked for before the table of readings is.</summary>
    /// <param name="signal">Only readings that hold it.</param>
    private List<KeptReading> Arrived(TwinId twin, DateTimeOffset from, DateTimeOffset to, Signal? signal = null)
    {
        var (first, behind, bits) = (HistoryTime.Microseconds(from), HistoryTime.Microseconds(to), signal is { } one ? ReadingSamples.Bit(one) : ~0);
        return storage.Arrivals.Of(twin.Value).FindAll(reading => reading.ObservedAt >= first && reading.ObservedAt < behind && (reading.Masks.Signals & bits) != 0);
    }

    private Task<List<StoredSample>> OlderSamples(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query(
        """
        select observed_at, device, sequence, value, status, flags, received_at, sealed from sample
        where twin = $twin and signal = $signal and observed_at >= $from and observed_at < $to
        """,
        rows =>
        {
            var samples = new List<StoredSample>();
            while (rows.Read())
                samples.Add(new StoredSample(
                    new SampleVersion(
                        HistoryTime.FromMicroseconds(rows.GetInt64(0)), signal, rows.GetString(1), rows.GetInt64(2), rows.GetDouble(3),
                        (SampleStatus)rows.GetByte(4), (SampleFlags)rows.GetByte(5), HistoryTime.FromMicroseconds(rows.GetInt64(6))),
                    rows.IsDBNull(7) ? null : rows.GetInt64(7)));
            return samples;
        },
        cancel, [.. Window(twin, from, to), ("$signal", (int)signal)]);

    private Task<List<Signal>> OlderSignals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query(
        "select distinct signal from sample where twin = $twin and observed_at >= $from and observed_at < $to",
        rows =>
        {
            var signals = new List<Signal>();
            while (rows.Read()) signals.Add((Signal)rows.GetInt32(0));
            return signals;
        },
        cancel, Window(twin, from, to));

    private static (string, object)[] Window(TwinId twin, DateTimeOffset from, DateTimeOffset to) =>
        [("$twin", twin.Value), ("$from", HistoryTime.Microseconds(from)), ("$to", HistoryTime.Microseconds(to))];
}
