using TwinGrid.Patients;

namespace TwinGrid.Grains.Scheduling;

/// <summary>
/// The hours in which organs learn from the day that was. Every twin has its own moment in them, spread by its id, so that a nation's twins do not wake at once.
/// </summary>
/// <param name="FromUtc">When they begin, UTC.</param>
/// <param name="Length">How long they last; above zero, at most a day.</param>
public sealed record QuietHours(TimeOnly FromUtc, TimeSpan Length)
{
    /// <summary>From one to five at night where clocks show UTC.</summary>
    public static QuietHours Usual { get; } = new(new TimeOnly(1, 0), TimeSpan.FromHours(4));

    /// <summary>Parts the hours are cut into; a prime, so that a twin's moment has nothing to do with its partition.</summary>
    private const int Parts = 1_000_003;

    /// <summary>The twin's newest moment that is not after <paramref name="now"/>; it names the night.</summary>
    public DateTimeOffset Last(TwinId twin, DateTimeOffset now)
    {
        var utc = now.ToUniversalTime();
        var moment = new DateTimeOffset(utc.Date, TimeSpan.Zero) + FromUtc.ToTimeSpan() + Length * ((double)twin.Partition(Parts) / Parts);
        while (moment > utc) moment -= TimeSpan.FromDays(1);
        return moment;
    }
}
