using TwinGrid.Durability;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Sqlite;

internal sealed class SqliteVitalsHistory(SqliteTwinStorage storage) : IVitalsHistory
{
    public Task Write(IReadOnlyList<LoggedRecord> records, CancellationToken cancel) => storage.Writer.Write(records, cancel);

    public Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return storage.Query<IReadOnlyList<HistoryPoint>>(
            """
            select observed_at, value, device, status, flags from known_sample
            where twin = $twin and signal = $signal and observed_at >= $from and observed_at < $to
            order by observed_at, device, sequence limit $limit
            """,
            rows =>
            {
                var points = new List<HistoryPoint>();
                while (rows.Read())
                    points.Add(new HistoryPoint(HistoryTime.FromMicroseconds(rows.GetInt64(0)), rows.GetDouble(1), rows.GetString(2), (SampleStatus)rows.GetByte(3), (SampleFlags)rows.GetByte(4)));
                return points;
            },
            cancel, ("$twin", twin.Value), ("$signal", (int)signal), ("$from", HistoryTime.Microseconds(from)), ("$to", HistoryTime.Microseconds(to)), ("$limit", limit));
    }

    public Task<IReadOnlyList<HistoryBucket>> ReadBuckets(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points, 1);
        var length = HistoryTime.BucketLength(from, to, points);
        return storage.Query<IReadOnlyList<HistoryBucket>>(
            """
            select (observed_at - $from) / $length, avg(value), min(value), max(value), count(*) from known_sample
            where twin = $twin and signal = $signal and observed_at >= $from and observed_at < $to and flags = 0
            group by 1 order by 1
            """,
            rows =>
            {
                var buckets = new List<HistoryBucket>();
                while (rows.Read())
                    buckets.Add(new HistoryBucket(HistoryTime.Middle(from, length, rows.GetInt64(0)), rows.GetDouble(1), rows.GetDouble(2), rows.GetDouble(3), rows.GetInt32(4)));
                return buckets;
            },
            cancel, ("$twin", twin.Value), ("$signal", (int)signal), ("$from", HistoryTime.Microseconds(from)), ("$to", HistoryTime.Microseconds(to)), ("$length", length));
    }

    public Task<IReadOnlyList<SampleVersion>> ReadVersions(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel) =>
        storage.Query<IReadOnlyList<SampleVersion>>(
            """
            select observed_at, device, sequence, value, status, flags, received_at from sample
            where twin = $twin and signal = $signal and observed_at >= $from and observed_at < $to
            """,
            rows =>
            {
                var versions = new List<SampleVersion>();
                while (rows.Read())
                    versions.Add(new SampleVersion(
                        HistoryTime.FromMicroseconds(rows.GetInt64(0)), signal, rows.GetString(1), rows.GetInt64(2), rows.GetDouble(3),
                        (SampleStatus)rows.GetByte(4), (SampleFlags)rows.GetByte(5), HistoryTime.FromMicroseconds(rows.GetInt64(6))));
                return versions;
            },
            cancel, ("$twin", twin.Value), ("$signal", (int)signal), ("$from", HistoryTime.Microseconds(from)), ("$to", HistoryTime.Microseconds(to)));

    public Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel) => storage.Query(
        "select count(*), count(*) filter (where flags <> 0) from known_sample where twin = $twin and signal = $signal",
        rows => rows.Read() ? new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)) : default,
        cancel, ("$twin", twin.Value), ("$signal", (int)signal));

    /// <summary>Keeps a sample; one that is kept already changes nothing.</summary>
    public static void Apply(in HistoryRow row, SqliteStatements statements) => statements.With(
        "insert into sample (twin, observed_at, signal, device, sequence, value, status, flags, received_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing",
        row.Twin, HistoryTime.Microseconds(row.ObservedAt), (int)row.Signal, row.Device, row.Sequence, row.Value, (int)row.Status, (int)row.Flags, HistoryTime.Microseconds(row.ReceivedAt))
        .ExecuteNonQuery();
}
