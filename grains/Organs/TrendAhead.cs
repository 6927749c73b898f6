using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>
/// The trend of one signal run on through what still waits in the window. Where looks ahead follow each other soon, as the rules' do, it is kept from one to the
/// next: what was consumed meanwhile it has followed already, in the same order, and the same samples in the same order end in the same bits.
/// </summary>
public sealed class TrendAhead(Signal signal)
{
    /// <summary>Looks on a minute's cadence follow each other soon. The trends of those who look now and then, as the rules do on calm breath, are not kept: they take a kilobyte.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    /// <summary>As of when it was last looked, UTC ticks.</summary>
    private long _lookedAt;
    private TrendSet? _kept;

    /// <summary>The last sample that it has followed: when it was observed, UTC ticks, and by which device; null before the first.</summary>
    private (long At, string? Device) _last;

    /// <summary>Of the window, when it was last followed.</summary>
    private int _disturbances;

    public Signal Signal => signal;

    /// <summary>The trends of which the signal's is as of a time, what waits included; what they are behind the next call is not said.</summary>
    /// <param name="consumed">The trends as far as samples were consumed.</param>
    /// <param name="room">Of the same signals: where one is run on that is not to be kept.</param>
    public TrendSet At(DateTimeOffset asOf, SampleWindow window, TrendSet consumed, TrendSet room)
    {
        var isSoon = asOf.UtcTicks >= _lookedAt && asOf.UtcTicks - _lookedAt <= Soon.Ticks;
        _lookedAt = asOf.UtcTicks;
        var goesOn = isSoon && _kept is not null && _disturbances == window.Disturbances && _last.At <= asOf.UtcTicks;
        var trends = goesOn ? _kept! : isSoon ? consumed.Copy(signal) : room;
        if (!isSoon) consumed.CopyTo(room, signal);
        if (!goesOn) _last = default;
        _kept = null; // should what comes now fail, half of it is no trend
        Follow(trends, window.Waiting, asOf);
        (_kept, _disturbances) = (isSoon ? trends : null, window.Disturbances);
        return trends;
    }

    /// <summary>A sample was consumed. One that was never followed, for it did not wait when somebody looked, ends what is kept.</summary>
    public void Consumed(in WaitingSample sample)
    {
        if (_kept is not null && sample.Sign.Signal == signal && IsAfterLast(sample)) _kept = null;
    }

    private void Follow(TrendSet trends, IReadOnlyList<WaitingSample> waiting, DateTimeOffset asOf)
    {
        var next = waiting.Count;
        while (next > 0 && waiting[next - 1].Sign.ObservedAt.UtcTicks >= _last.At) next--;
        for (; next < waiting.Count && waiting[next].Sign.ObservedAt <= asOf; next++)
        {
            var (sign, device, _) = waiting[next];
            if (sign.Signal != signal || !IsAfterLast(waiting[next])) continue;
            _last = (sign.ObservedAt.UtcTicks, device);
            trends.Follow(sign);
        }
    }

    private bool IsAfterLast(in WaitingSample sample) =>
        sample.Sign.ObservedAt.UtcTicks is var at && (at > _last.At || (at == _last.At && string.CompareOrdinal(sample.DeviceId, _last.Device) > 0));
}
