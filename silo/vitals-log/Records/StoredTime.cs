namespace TwinGrid.VitalsLog.Records;

/// <summary>Instants as records hold them: ticks of 100 ns since 1970-01-01T00:00:00Z.</summary>
internal static class StoredTime
{
    public static long Ticks(DateTimeOffset time) => time.UtcTicks - DateTime.UnixEpoch.Ticks;

    public static DateTimeOffset Time(long ticks) => new(ticks + DateTime.UnixEpoch.Ticks, TimeSpan.Zero);
}
