namespace TwinGrid.Grains.Seats;

/// <summary>Lets so many twins a second leave a silo for another. Those who may not are asked again at their next checkpoint. Safe for concurrent use.</summary>
public sealed class MovePace(SeatOptions options, TimeProvider time)
{
    /// <summary>Twins are flushed in bursts, one checkpoint after the other: what was not used since the last may be.</summary>
    private const double BurstSeconds = 10;

    private readonly Lock _pacing = new();
    private double _room = options.TwinsPerSecond;
    private DateTimeOffset _at = time.GetUtcNow();

    /// <summary>True: one may leave now.</summary>
    public bool Take()
    {
        lock (_pacing)
        {
            var now = time.GetUtcNow();
            _room = Math.Min(_room + (now - _at).TotalSeconds * options.TwinsPerSecond, options.TwinsPerSecond * BurstSeconds);
            _at = now;
            if (_room < 1) return false;
            _room--;
            return true;
        }
    }
}
