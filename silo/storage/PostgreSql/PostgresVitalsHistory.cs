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

    public Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return storage.Query<IReadOnlyList<HistoryPoint>>(
            $"select observed_at, value, device, status, flags {KnownBetween} order by observed_at, device, sequence limit $5",
            async rows =>
            {
                var points = new List<HistoryPoint>();
                while (await rows.ReadAsync(cancel))
                    points.Add(new HistoryPoint(rows.GetFieldValue<DateTimeOffset>(0), rows.GetDouble(1), rows.GetString(2), (SampleStatus)rows.GetInt16(3), (SampleFlags)rows.GetInt16(4)));
                return points;
            },
            cancel, [.. Asked(twin, signal), Instant(from), Instant(to), new NpgsqlParameter<int> { TypedValue = limit }]);
    }

    public Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var length = HistoryTime.BucketLength(from, to, points);
        return storage.Query<IReadOnlyList<HistoryBucket>>(
            $"""
            select ((extract(epoch from observed_at) * 1000000)::bigint - $5) / $6 as bucket, avg(value), min(value), max(value), count(*) {KnownBetween} and flags = 0
            group by bucket order by bucket
            """,
            async rows =>
            {
                var buckets = new List<HistoryBucket>();
                while (await rows.ReadAsync(cancel))
                    buckets.Add(new HistoryBucket(HistoryTime.Middle(from, length, rows.GetInt64(0)), rows.GetDouble(1), rows.GetDouble(2), rows.GetDouble(3), (int)rows.GetInt64(4)));
                return buckets;
            },
            cancel,
            [.. Asked(twin, signal), Instant(from), Instant(to), new NpgsqlParameter<long> { TypedValue = HistoryTime.Microseconds(from) }, new NpgsqlParameter<long> { TypedValue = length }]);
    }

    public Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        storage.Query<IReadOnlyList<SampleVersion>>(
            """
            select observed_at, device, sequence, value, status, flags, received_at from sample
            where twin = $1 and signal = $2 and observed_at >= $3 and observed_at < $4
            """,
            async rows =>
            {
                var versions = new List<SampleVersion>();
                while (await rows.ReadAsync(cancel))
                    versions.Add(new SampleVersion(
                        rows.GetFieldValue<DateTimeOffset>(0), signal, rows.GetString(1), rows.GetInt64(2), rows.GetDouble(3),
                        (SampleStatus)rows.GetInt16(4), (SampleFlags)rows.GetInt16(5), rows.GetFieldValue<DateTimeOffset>(6)));
                return versions;
            },
            cancel, [.. Asked(twin, signal), Instant(from), Instant(to)]);

    public Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel) => storage.Query(
        "select count(*), count(*) filter (where flags <> 0) from known_sample where twin = $1 and signal = $2",
        async rows => await rows.ReadAsync(cancel) ? new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)) : default,
        cancel, Asked(twin, signal));

    private static NpgsqlParameter[] Asked(TwinId twin, Signal signal) =>
        [new NpgsqlParameter<string> { TypedValue = twin.Value }, new NpgsqlParameter<short> { TypedValue = (short)signal }];

    private static NpgsqlParameter<DateTime> Instant(DateTimeOffset time) => new() { TypedValue = HistoryTime.Whole(time).UtcDateTime };
}
