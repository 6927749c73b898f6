namespace TwinGrid.Grains.Scheduling;

/// <summary>
/// Lets so many nights of learning begin a second on one silo. Usually they are spread over the quiet hours and nobody notices; after an outage every twin's night is
/// due at once, and those who find no room are given a later time, one after the other, so that packets do not wait behind nights. Safe for concurrent use.
/// </summary>
public sealed class NightPace
{
    /// <summary>Nobody is sent further away: who comes back too soon is only sent on.</summary>
    private static readonly TimeSpan Farthest = TimeSpan.FromHours(1);

    private readonly Lock _pacing = new();
    private readonly TimeSpan _beat;
    private DateTimeOffset _nextAt;
    private DateTimeOffset _lastPlace;

    public NightPace(SchedulerOptions options) => _beat = TimeSpan.FromSeconds(1) / options.NightsPerSecond;

    /// <summary>Whether a night may begin now.</summary>
    /// <returns>Null: now. Else when to ask again.</returns>
    public DateTimeOffset? Begin(DateTimeOffset now)
    {
        lock (_pacing)
        {
            if (now >= _nextAt)
            {
                _nextAt = now + _beat;
                return null;
            }
            _lastPlace = (_lastPlace > _nextAt ? _lastPlace : _nextAt) + _beat;
            if (_lastPlace > now + Farthest) _lastPlace = now + Farthest;
            return _lastPlace;
        }
    }
}
