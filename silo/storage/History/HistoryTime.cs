namespace TwinGrid.Storage.History;

/// <summary>The history knows instants in UTC to the microsecond: what PostgreSQL can keep.</summary>
internal static class HistoryTime
{
    /// <summary>Earlier and later than anything observed.</summary>
    public static readonly DateTimeOffset First = new(1800, 1, 1, 0, 0, 0, TimeSpan.Zero), Last = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The instant in UTC without its part of a microsecond.</summary>
    public static DateTimeOffset Whole(DateTimeOffset time) => FromMicroseconds(Microseconds(time));

    /// <summary>Microseconds since 1970-01-01T00:00:00Z, rounded down.</summary>
    public static long Microseconds(DateTimeOffset time) =>
        time.UtcTicks / TimeSpan.TicksPerMicrosecond - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset FromMicroseconds(long microseconds) => new(microseconds * TimeSpan.TicksPerMicrosecond + DateTime.UnixEpoch.Ticks, TimeSpan.Zero);

    /// <summary>Length of a bucket, microseconds, so that [from, to) holds at most so many.</summary>
    public static long BucketLength(DateTimeOffset from, DateTimeOffset to, int points) =>
        Math.Max(1, (Microseconds(to) - Microseconds(from) + points - 1) / points);

    /// <summary>The middle of a bucket.</summary>
    public static DateTimeOffset Middle(DateTimeOffset from, long bucketLength, long bucket) =>
        FromMicroseconds(Microseconds(from) + bucket * bucketLength + bucketLength / 2);
}
