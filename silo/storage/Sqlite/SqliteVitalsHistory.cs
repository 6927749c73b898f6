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
        return StoredSample.Points(await Known("order by observed_at, device, sequence limit $limit", twin, signal, from, to, cancel, ("$limit", limit)), limit);
    }

    public async Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return StoredSample.Buckets(await Known("and flags = 0", twin, signal, from, to, cancel), from, HistoryTime.BucketLength(from, to, points));
    }

    public async Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        (await Samples("sample", "", twin, signal, from, to, cancel)).Opened;

    private async Task<List<SampleVersion>> Known(string more, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        var (known, isOlder) = await Samples("known_sample", more, twin, signal, from, to, cancel, values);
        return isOlder ? [.. SampleVersion.Known(await ReadVersions(twin, signal, from, to, cancel))] : known;
    }

    /// <returns>The samples, and whether some are of a version that stored them in the open.</returns>
    private async Task<(List<SampleVersion> Opened, bool IsOlder)> Samples(
        string table, string more, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        var stored = await storage.Query(
            $"""
            select observed_at, device, sequence, value, status, flags, received_at, sealed from {table}
            where twin = $twin and signal = $signal and observed_at >= $from and observed_at < $to {more}
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
            cancel, [("$twin", twin.Value), ("$signal", (int)signal), ("$from", HistoryTime.Microseconds(from)), ("$to", HistoryTime.Microseconds(to)), .. values]);
        return (await storage.Seals.Open(twin, stored, cancel), stored.Exists(sample => sample.Sealed is null));
    }

    public Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query<IReadOnlyList<Signal>>(
        "select distinct signal from sample where twin = $twin and observed_at >= $from and observed_at < $to",
        rows =>
        {
            var signals = new List<Signal>();
            while (rows.Read()) signals.Add((Signal)rows.GetInt32(0));
            return signals;
        },
        cancel, ("$twin", twin.Value), ("$from", HistoryTime.Microseconds(from)), ("$to", HistoryTime.Microseconds(to)));

    public async Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel)
    {
        var (count, older) = await storage.Query(
            "select count(*), count(*) filter (where flags <> 0), count(*) filter (where sealed is null) from known_sample where twin = $twin and signal = $signal",
            rows => rows.Read() ? (new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)), rows.GetInt64(2)) : default,
            cancel, ("$twin", twin.Value), ("$signal", (int)signal));
        return older == 0 ? count : StoredSample.Count(await Known("", twin, signal, HistoryTime.First, HistoryTime.Last, cancel));
    }
}
