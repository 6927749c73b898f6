namespace TwinGrid.Gateway.Pages.Frame;

/// <summary>The time zone of who looks, told by the browser; UTC until it has said so.</summary>
public sealed class ViewerZone
{
    private TimeSpan? _offset;

    public void Set(TimeSpan offset) => _offset = offset;

    /// <summary>Hour and minute on the viewer's clock; with the day where it is another than today's.</summary>
    public string Clock(DateTimeOffset at, DateTimeOffset now)
    {
        var (local, today) = (at.ToOffset(_offset ?? TimeSpan.Zero), now.ToOffset(_offset ?? TimeSpan.Zero));
        return local.ToString(local.Date == today.Date ? "HH:mm" : "d MMM HH:mm") + (_offset is null ? " UTC" : "");
    }
}
