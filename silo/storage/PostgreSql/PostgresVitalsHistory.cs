using Npgsql;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.PostgreSql;

internal sealed class PostgresVitalsHistory(PostgresTwinStorage storage) : IVitalsHistory
{
    /// <summary>The samples of <c>known_sample</c> in [$3, $4). The times are asked of the corrections too, so that both skip the other months.</summary>
    internal const string KnownBetween =
        """
        from sample s
        where s.twin = $1 and s.signal = $2 and s.observed_at >= $3 and s.observed_at < $4 and s.status <> 2
          and not exists (
            select 1 from sample c
            where c.twin = $1 and c.signal = $2 and c.observed_at >= $3 and c.observed_at < $4
              and c.observed_at = s.observed_at and c.device = s.device and c.sequence > s.sequence and c.status <> 0)
        """;

    public Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel) => storage.Writer.Write(records, cancel);

    public async Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return StoredSample.Points(await Known($"{KnownBetween} order by observed_at, device, sequence limit $5", twin, signal, from, to, cancel, new NpgsqlParameter<int> { TypedValue = limit }), limit);
    }

    public async Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        return StoredSample.Buckets(await Known($"{KnownBetween} and flags = 0", twin, signal, from, to, cancel), from, HistoryTime.BucketLength(from, to, points));
    }

    public async Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        (await Samples("from sample where twin = $1 and signal = $2 and observed_at >= $3 and observed_at < $4", twin, signal, from, to, cancel)).Opened;

    private async Task<List<SampleVersion>> Known(string which, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        var (known, isOlder) = await Samples(which, twin, signal, from, to, cancel, values);
        return isOlder ? [.. SampleVersion.Known(await ReadVersions(twin, signal, from, to, cancel))] : known;
    }

    /// <returns>The samples, and whether some are of a version that stored them in the open.</returns>
    private async Task<(List<SampleVersion> Opened, bool IsOlder)> Samples(
        string which, TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel, params NpgsqlParameter[] values)
    {
        var stored = await storage.Query(
            $"select observed_at, device, sequence, value, status, flags, received_at, sealed {which}",
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
            cancel, [.. Asked(twin, signal), Instant(from), Instant(to), .. values]);
        return (await storage.Seals.Open(twin, stored, cancel), stored.Exists(sample => sample.Sealed is null));
    }

    public Task<IReadOnlyList<Signal>> Signals(TwinId twin, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) => storage.Query<IReadOnlyList<Signal>>(
        "select distinct signal from sample where twin = $1 and observed_at >= $2 and observed_at < $3",
        async rows =>
        {
            var signals = new List<Signal>();
            while (await rows.ReadAsync(cancel)) signals.Add((Signal)rows.GetInt16(0));
            return signals;
        },
        cancel, [new NpgsqlParameter<string> { TypedValue = twin.Value }, Instant(from), Instant(to)]);

    public async Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel)
    {
        var (count, older) = await Counted(twin, signal, cancel);
        return older == 0 ? count : StoredSample.Count(await Known(KnownBetween, twin, signal, HistoryTime.First, HistoryTime.Last, cancel));
    }

    private Task<(HistoryCount Count, long Older)> Counted(TwinId twin, Signal signal, CancellationToken cancel) => storage.Query(
        "select count(*), count(*) filter (where flags <> 0), count(*) filter (where sealed is null) from known_sample where twin = $1 and signal = $2",
        async rows => await rows.ReadAsync(cancel) ? (new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)), rows.GetInt64(2)) : default,
        cancel, Asked(twin, signal));

    private static NpgsqlParameter[] Asked(TwinId twin, Signal signal) =>
        [new NpgsqlParameter<string> { TypedValue = twin.Value }, new NpgsqlParameter<short> { TypedValue = (short)signal }];

    private static NpgsqlParameter<DateTime> Instant(DateTimeOffset time) => new() { TypedValue = HistoryTime.Whole(time).UtcDateTime };
}
