using System.Diagnostics.Metrics;

namespace TwinGrid.Grains.Patients;

/// <summary>
/// The gate that sleeping twins of one silo wake through: a few at the same time, so many a second, in the order they came. A storm of wakes then takes its time,
/// and leaves processor and database to the twins that are awake. Safe for concurrent use.
/// </summary>
public sealed class WakeGate : IDisposable
{
    public const string Meter = "TwinGrid.Waking";

    private readonly SemaphoreSlim _room;
    private readonly Lock _pacing = new();
    private readonly WakeOptions _options;
    private readonly TimeProvider _time;
    private readonly Counter<long> _wakes;
    private readonly KeyValuePair<string, object?> _admitted = new("outcome", "admitted"), _refused = new("outcome", "refused");
    private readonly long _beat;
    private long _nextAt = long.MinValue;
    private int _waiting;

    public WakeGate(WakeOptions options, IMeterFactory meters, TimeProvider time)
    {
        (_options, _time, _room) = (options, time, new SemaphoreSlim(options.AtOnce));
        _beat = Math.Max(1, time.TimestampFrequency / options.PerSecond);
        var meter = meters.Create(Meter);
        _wakes = meter.CreateCounter<long>("twingrid.wakes", "{twin}", "Sleeping twins that were admitted to wake, or refused");
        meter.CreateObservableGauge("twingrid.wakes.waiting", () => Volatile.Read(ref _waiting), "{twin}", "Twins that wait to wake");
    }

    /// <summary>Waits for a turn; the caller wakes until it disposes what it got.</summary>
    /// <param name="isPatient">True for packets and the scheduler, which are turned away only when the silo stands still.</param>
    /// <exception cref="TwinGrid.Patients.WakeRefusedException">No turn came in time.</exception>
    public async Task<IDisposable> Enter(bool isPatient)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            if (!await _room.WaitAsync(isPatient ? _options.LongPatience : _options.Patience, CancellationToken.None))
            {
                _wakes.Add(1, _refused);
                throw new TwinGrid.Patients.WakeRefusedException();
            }
            if (Pause() is { TotalMilliseconds: >= 1 } pause) await Task.Delay(pause, _time);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
        _wakes.Add(1, _admitted);
        return new Turn(_room);
    }

    public void Dispose() => _room.Dispose();

    /// <summary>Books the next place on the beat of <see cref="WakeOptions.PerSecond"/>; how long it is until then.</summary>
    private TimeSpan Pause()
    {
        lock (_pacing)
        {
            var now = _time.GetTimestamp();
            var at = Math.Max(now, _nextAt);
            _nextAt = at + _beat;
            return _time.GetElapsedTime(now, at);
        }
    }

    private sealed class Turn(SemaphoreSlim room) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0) room.Release();
        }
    }
}
