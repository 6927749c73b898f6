using Npgsql;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.PostgreSql;

internal sealed class PostgresVitalsHistory(PostgresTwinStorage storage) : IVitalsHistory
{
    private const string Insert =
        """
        insert into sample (twin, observed_at, signal, device, sequence, value, status, flags, received_at)
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict do nothing
        """;

    public Task Write(IReadOnlyList<LoggedPacket> packets, CancellationToken cancel) => storage.Writer.Write(packets, cancel);

    public Task<IReadOnlyList<HistoryPoint>> Read(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit, CancellationToken cancel)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limit);
        return storage.Query<IReadOnlyList<HistoryPoint>>(
            """
            select observed_at, value, device, status, flags from known_sample
            where twin = $1 and signal = $2 and observed_at >= $3 and observed_at < $4
            order by observed_at, device, sequence limit $5
            """,
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
            """
            select ((extract(epoch from observed_at) * 1000000)::bigint - $5) / $6 as bucket, avg(value), min(value), max(value), count(*) from known_sample
            where twin = $1 and signal = $2 and observed_at >= $3 and observed_at < $4 and flags = 0
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

    public Task<HistoryCount> Count(TwinId twin, Signal signal, CancellationToken cancel) => storage.Query(
        "select count(*), count(*) filter (where flags <> 0) from known_sample where twin = $1 and signal = $2",
        async rows => await rows.ReadAsync(cancel) ? new HistoryCount(rows.GetInt64(0), rows.GetInt64(1)) : default,
        cancel, Asked(twin, signal));

    /// <summary>Keeps samples in one statement; what is kept already changes nothing.</summary>
    public static void Apply(HistoryRow[] rows, NpgsqlConnection connection)
    {
        if (rows.Length == 0) return;
        Array.Sort(rows = [.. rows], InKeyOrder); // two silos that write the same samples wait for each other in one order
        using var command = new NpgsqlCommand(Insert, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, row => row.Twin) },
                new NpgsqlParameter<DateTime[]> { TypedValue = Array.ConvertAll(rows, row => row.ObservedAt.UtcDateTime) },
                new NpgsqlParameter<short[]> { TypedValue = Array.ConvertAll(rows, row => (short)row.Signal) },
                new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, row => row.Device) },
                new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(rows, row => row.Sequence) },
                new NpgsqlParameter<double[]> { TypedValue = Array.ConvertAll(rows, row => row.Value) },
                new NpgsqlParameter<short[]> { TypedValue = Array.ConvertAll(rows, row => (short)row.Status) },
                new NpgsqlParameter<short[]> { TypedValue = Array.ConvertAll(rows, row => (short)row.Flags) },
                new NpgsqlParameter<DateTime[]> { TypedValue = Array.ConvertAll(rows, row => row.ReceivedAt.UtcDateTime) },
            },
        };
        command.ExecuteNonQuery();
    }

    private static int InKeyOrder(HistoryRow a, HistoryRow b)
    {
        var order = string.CompareOrdinal(a.Twin, b.Twin);
        if (order == 0) order = a.ObservedAt.CompareTo(b.ObservedAt);
        if (order == 0) order = a.Signal.CompareTo(b.Signal);
        if (order == 0) order = string.CompareOrdinal(a.Device, b.Device);
        return order != 0 ? order : a.Sequence.CompareTo(b.Sequence);
    }

    private static NpgsqlParameter[] Asked(TwinId twin, Signal signal) =>
        [new NpgsqlParameter<string> { TypedValue = twin.Value }, new NpgsqlParameter<short> { TypedValue = (short)signal }];

    private static NpgsqlParameter<DateTime> Instant(DateTimeOffset time) => new() { TypedValue = HistoryTime.Whole(time).UtcDateTime };
}
