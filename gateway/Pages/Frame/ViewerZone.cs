namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>The time zone of who looks, told by the browser.</summary>
/// <param name="Offset">From UTC; null until the browser has said so, then times are UTC and say it.</param>
public sealed record ViewerZone(TimeSpan? Offset)
{
    public static ViewerZone Unknown { get; } = new((TimeSpan?)null);

    /// <summary>Hour and minute on the viewer's clock; with the day where it is another than today's.</summary>
    public string Clock(DateTimeOffset at, DateTimeOffset now)
    {
        var (local, today) = (at.ToOffset(Offset ?? TimeSpan.Zero), now.ToOffset(Offset ?? TimeSpan.Zero));
        return local.ToString(local.Date == today.Date ? "HH:mm" : "d MMM HH:mm") + (Offset is null ? " UTC" : "");
    }
}
