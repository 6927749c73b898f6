using Npgsql;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.PostgreSql;

/// <summary>
/// Readings, and the samples that older versions wrote one by one. Whether there are such is asked with every read: an older silo of a grid that is being upgraded may write one at any time,
/// and a twin that has none costs a look into an index.
/// </summary>
internal sealed class PostgresVitalsHistory(PostgresTwinStorage storage) : IVitalsHistory
{
    /// <summary>
    /// Readings of a signal (bit $2, number $5) in [$3, $4), oldest first, with two answers that come also where there is none: is any of them, or of the samples of older versions, amended by
    /// another; are there such samples. The times are asked of each table, so that all skip the other months.
    /// </summary>
    internal const string ReadingsBetween =
        """
        select t.are_amended, t.are_older, r.observed_at, r.device, r.sequence, r.received_at, r.samples
        from (
            select exists(select 1 from reading where twin = $1 and observed_at >= $3 and observed_at < $4 and amending <> 0 and amending & $2 <> 0)
                   or exists(select 1 from sample where twin = $1 and observed_at >= $3 and observed_at < $4 and signal = $5 and status <> 0) as are_amended,
                   exists(select 1 from sample where twin = $1 and observed_at >= $3 and observed_at < $4) as are_older) t
        left join (
            select observed_at, device, sequence, received_at, samples from reading
            where twin = $1 and observed_at >= $3 and observed_at < $4 and signals & $2 <> 0 order by observed_at, device, sequence limit $6) r on true
        order by r.observed_at, r.device, r.sequence
        """;

    /// <summary>How many samples, how many of them flagged, and of how many this cannot say what is known: they amend others, or an older version wrote them in the open.</summary>
    private const string Counted =
        """
        select sum(samples)::bigint, sum(flagged)::bigint, sum(unclear)::bigint
        from (
            select count(*) as samples, count(*) filter (where flagged & $2 <> 0) as flagged, count(*) filter (where amending & $2 <> 0) as unclear
            from reading where twin = $1 and signals & $2 <> 0
            union all
            select count(*), count(*) filter (where flags <> 0), count(*) filter (where status <> 0 or sealed is null)
            from sample s
            where twin = $1 and signal = $3 and not exists (
                select 1 from reading r where r.twin = $1 and r.observed_at = s.observed_at and r.device = s.device and r.sequence = s.sequence and r.signals & $2 <> 0)) counted
        """;

    public Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel) => storage.Writer.Write(records, cancel);

    public async Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return StoredSample.Points(await Known(limit, twin, signal, from, to, cancel), limit);
    }

    public async Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return StoredSample.Buckets(await Known(int.MaxValue, twin, signal, from, to, cancel), from, HistoryTime.BucketLength(from, to, points));
    }

    public async Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (stored, _, areOlder) = await Readings(int.MaxValue, twin, signal, from, to, cancel);
        if (areOlder) stored.AddRange(await OlderSamples(int.MaxValue, twin, signal, from, to, cancel));
        return await storage.Seals.Open(twin, stored, cancel);
    }

    public Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query<IReadOnlyList<Signal>>(
        """
        select coalesce(bit_or(signals), 0)
        from (
            select signals from reading where twin = $1 and observed_at >= $2 and observed_at < $3
            union all
            select 1::bigint << signal from sample where twin = $1 and observed_at >= $2 and observed_at < $3) stored
        """,
        async rows => await rows.ReadAsync(cancel) ? [.. ReadingSamples.Of(rows.GetInt64(0))] : [],
        cancel, Text(twin), Instant(from), Instant(to));

    public async Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel)
    {
        var (count, unclear) = await storage.Query(
            Counted,
            async rows => await rows.ReadAsync(cancel) ? (new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)), rows.GetInt64(2)) : default,
            cancel, Text(twin), Bit(signal), Number(signal));
        return unclear == 0 ? count : StoredSample.Count(await Known(int.MaxValue, twin, signal, HistoryTime.First, HistoryTime.Last, cancel));
    }

    /// <summary>What is known, in the order of time, device and sequence; where something was amended, or was written in the open, by all versions, whatever was asked for.</summary>
    private async Task<List<SampleVersion>> Known(int limit, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (stored, areAmended, areOlder) = await Readings(limit, twin, signal, from, to, cancel);
        if (!areAmended)
        {
            var older = areOlder ? await OlderSamples(limit, twin, signal, from, to, cancel) : [];
            if (older.TrueForAll(sample => sample.Sealed is not null)) return await storage.Seals.Open(twin, Together(stored, older, limit), cancel);
        }
        return [.. SampleVersion.Known(await ReadVersions(twin, signal, from, to, cancel))];
    }

    /// <summary>The first samples of two lists, one that is in both once. They keep the order of the rows, by the sealed device: who reads page after page passes none over.</summary>
    private static List<StoredSample> Together(List<StoredSample> stored, List<StoredSample> older, int limit) => older.Count == 0
        ? stored
        : [.. stored.Concat(older).DistinctBy(sample => (sample.Version.ObservedAt, sample.Version.Device, sample.Version.Sequence))
            .OrderBy(sample => sample.Version.ObservedAt).ThenBy(sample => sample.Version.Device, StringComparer.Ordinal).ThenBy(sample => sample.Version.Sequence).Take(limit)];

    private Task<(List<StoredSample> Stored, bool AreAmended, bool AreOlder)> Readings(int limit, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query(
        ReadingsBetween,
        async rows =>
        {
            var (samples, areAmended, areOlder) = (new List<StoredSample>(), false, false);
            while (await rows.ReadAsync(cancel))
            {
                (areAmended, areOlder) = (rows.GetBoolean(0), rows.GetBoolean(1));
                if (rows.IsDBNull(2)) break; // no reading, only the answers
                var (status, flags, masked) = ReadingSamples.Find(rows.GetFieldValue<byte[]>(6), signal);
                samples.Add(new StoredSample(
                    new SampleVersion(rows.GetFieldValue<DateTimeOffset>(2), signal, rows.GetString(3), rows.GetInt64(4), 0, status, flags, rows.GetFieldValue<DateTimeOffset>(5)), masked));
            }
            return (samples, areAmended, areOlder);
        },
        cancel, Text(twin), Bit(signal), Instant(from), Instant(to), Number(signal), Limit(limit));

    /// <summary>Samples that versions before readings wrote, every version of them.</summary>
    private Task<List<StoredSample>> OlderSamples(int limit, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query(
        """
        select observed_at, device, sequence, value, status, flags, received_at, sealed from sample
        where twin = $1 and signal = $2 and observed_at >= $3 and observed_at < $4 order by observed_at, device, sequence limit $5
        """,
        async rows =>
        {
            var samples = new List<StoredSample>();
            while (await rows.ReadAsync(cancel))
                samples.Add(new StoredSample(
                    new SampleVersion(
                        rows.GetFieldValue<DateTimeOffset>(0), signal, rows.GetString(1), rows.GetInt64(2), rows.IsDBNull(3) ? 0 : rows.GetDouble(3),
                        (SampleStatus)rows.GetInt16(4), (SampleFlags)rows.GetInt16(5), rows.GetFieldValue<DateTimeOffset>(6)),
                    rows.IsDBNull(7) ? null : rows.GetInt64(7)));
            return samples;
        },
        cancel, Text(twin), Number(signal), Instant(from), Instant(to), Limit(limit));

    private static NpgsqlParameter<string> Text(TwinId twin) => new() { TypedValue = twin.Value };

    private static NpgsqlParameter<long> Bit(Signal signal) => new() { TypedValue = ReadingSamples.Bit(signal) };

    private static NpgsqlParameter<short> Number(Signal signal) => new() { TypedValue = (short)signal };

    private static NpgsqlParameter<int> Limit(int limit) => new() { TypedValue = limit };

    private static NpgsqlParameter<DateTime> Instant(DateTimeOffset time) => new() { TypedValue = HistoryTime.Whole(time).UtcDateTime };
}
