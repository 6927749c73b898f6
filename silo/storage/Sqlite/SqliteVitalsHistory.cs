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
        return StoredSample.Points(await Known("", limit, twin, signal, from, to, cancel), limit);
    }

    public async Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return StoredSample.Buckets(await Known("and flagged & $bit = 0", int.MaxValue, twin, signal, from, to, cancel), from, HistoryTime.BucketLength(from, to, points));
    }

    public async Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (stored, _) = await Readings("", int.MaxValue, twin, signal, from, to, cancel);
        if (storage.HoldsOlderSamples) stored.AddRange(await OlderSamples(twin, signal, from, to, cancel));
        return await storage.Seals.Open(twin, stored, cancel);
    }

    public async Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var signals = await storage.Query(
            "select distinct signals from reading where twin = $twin and observed_at >= $from and observed_at < $to",
            rows =>
            {
                var all = 0L;
                while (rows.Read()) all |= rows.GetInt64(0);
                return ReadingSamples.Of(all).ToHashSet();
            },
            cancel, Window(twin, from, to));
        if (storage.HoldsOlderSamples) signals.UnionWith(await OlderSignals(twin, from, to, cancel));
        return [.. signals];
    }

    public async Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel)
    {
        var (count, amended) = await storage.Query(
            "select count(*), count(*) filter (where flagged & $bit <> 0), count(*) filter (where amending & $bit <> 0) from reading where twin = $twin and signals & $bit <> 0",
            rows => rows.Read() ? (new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)), rows.GetInt64(2)) : default,
            cancel, ("$twin", twin.Value), ("$bit", ReadingSamples.Bit(signal)));
        return amended == 0 && !storage.HoldsOlderSamples ? count : StoredSample.Count(await Known("", int.MaxValue, twin, signal, HistoryTime.First, HistoryTime.Last, cancel));
    }

    /// <summary>What is known, in the order of time, device and sequence; where something was amended, or lies as older versions wrote it, by all versions, whatever was asked for.</summary>
    private async Task<List<SampleVersion>> Known(string more, int limit, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel)
    {
        var (stored, areAmended) = storage.HoldsOlderSamples ? ([], true) : await Readings(more, limit, twin, signal, from, to, cancel);
        return areAmended ? [.. SampleVersion.Known(await ReadVersions(twin, signal, from, to, cancel))] : await storage.Seals.Open(twin, stored, cancel);
    }

    /// <returns>The samples, and whether any of the signal in that time is amended by another.</returns>
    private Task<(List<StoredSample> Stored, bool AreAmended)> Readings(string more, int limit, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query(
        $"""
        select observed_at, device, sequence, received_at, samples,
               exists(select 1 from reading where twin = $twin and observed_at >= $from and observed_at < $to and amending <> 0 and amending & $bit <> 0)
        from reading where twin = $twin and observed_at >= $from and observed_at < $to and signals & $bit <> 0 {more} order by observed_at, device, sequence limit $limit
        """,
        rows =>
        {
            var (samples, areAmended) = (new List<StoredSample>(), false);
            while (rows.Read())
            {
                areAmended = rows.GetBoolean(5);
                var (status, flags, masked) = ReadingSamples.Find(rows.GetFieldValue<byte[]>(4), signal);
                samples.Add(new StoredSample(
                    new SampleVersion(HistoryTime.FromMicroseconds(rows.GetInt64(0)), signal, rows.GetString(1), rows.GetInt64(2), 0, status, flags, HistoryTime.FromMicroseconds(rows.GetInt64(3))), masked));
            }
            return (samples, areAmended);
        },
        cancel, [.. Window(twin, from, to), ("$bit", ReadingSamples.Bit(signal)), ("$limit", limit)]);

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
