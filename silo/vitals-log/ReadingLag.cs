namespace TwinGrid.VitalsLog;

/// <summary>
/// How far a reader is behind the end of its partition: in records, and as the time that a record appended now waits before it is read. Told by the reader's own
/// pace and one monotonic clock, so that no two machines' clocks need agree. Safe for concurrent use.
/// </summary>
/// <remarks>The wait is what lies before the reader, divided by its pace of late; or, when it stands still before records, the time it has stood still, if that is longer.</remarks>
public sealed class ReadingLag(TimeProvider time)
{
    /// <summary>How long a pace counts: older seconds fade away.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long? _read;
    private long _end = -1;
    private long _seenAt;
    private long _movedAt;
    private double _perSecond;

    /// <summary>Records appended and not read yet.</summary>
    public long Records
    {
        get
        {
            lock (_gate) return _read is { } read ? Math.Max(0, _end - read) : 0;
        }
    }

    /// <summary>How long a record appended now waits; zero when nothing does.</summary>
    public TimeSpan Wait
    {
        get
        {
            lock (_gate)
            {
                var behind = _read is { } read ? _end - read : 0;
                if (behind <= 0) return TimeSpan.Zero;
                var standing = time.GetElapsedTime(_movedAt);
                var atItsPace = _perSecond > 0 ? TimeSpan.FromSeconds(Math.Min(behind / _perSecond, 86_400)) : TimeSpan.Zero;
                return standing > atItsPace ? standing : atItsPace;
            }
        }
    }

    /// <summary>Tells what was seen just now.</summary>
    /// <param name="readTo">Highest offset read; null when the reader did not say.</param>
    /// <param name="end">Highest offset in the partition.</param>
    public void See(long? readTo, long end)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            var wasAtEnd = _read is not { } before || before >= _end;
            if (wasAtEnd) _movedAt = now; // it could not move before there was something to read
            _end = end;
            if (readTo is not { } reached) return;
            if (_read is { } last && reached > last)
            {
                var elapsed = time.GetElapsedTime(_seenAt, now).TotalSeconds;
                if (elapsed > 0)
                {
                    var weight = _perSecond > 0 ? 1 - Math.Exp(-elapsed / Memory.TotalSeconds) : 1;
                    _perSecond += weight * ((reached - last) / elapsed - _perSecond);
                }
                _movedAt = now;
            }
            (_read, _seenAt) = (reached, now);
        }
    }
}
