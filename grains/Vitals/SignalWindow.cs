using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>
/// The recent samples of one signal. What is in it depends on which samples came, never on the order they came in: each rule by which a sample leaves
/// (a later word about its instant, a later sample of its device in its minute, too old, too many) is a maximum, and maxima do not care for order.
/// </summary>
internal sealed class SignalWindow(Signal signal)
{
    /// <summary>How far back from the newest sample the window reaches: twice the lateness window.</summary>
    public static TimeSpan Reach { get; } = TimeSpan.FromMinutes(30);

    public const int Capacity = 32;

    private readonly List<KeptSample> _samples = [];
    private LatestSign? _newest;
    private bool _newestIsKnown;

    public Signal Signal => signal;

    /// <summary>False for doses: they have no latest value.</summary>
    public bool HasLatest => !SignalCatalogue.Of(signal).IsDose;

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<KeptSample> Samples => _samples;

    /// <summary>The newest believed value, with where it goes; null when there is none.</summary>
    public LatestSign? Newest
    {
        get
        {
            if (!_newestIsKnown) (_newest, _newestIsKnown) = (SignalTrend.Latest(signal, _samples), true);
            return _newest;
        }
    }

    public void Add(in KeptSample sample)
    {
        var place = PlaceOf(sample);
        if (place < _samples.Count && _samples[place].CompareTime(sample) == 0)
        {
            if (!sample.Replaces(_samples[place])) return;
            _samples[place] = sample;
        }
        else
        {
            if (IsOverruledInItsMinute(sample, place)) return;
            _samples.Insert(place, sample);
            LeaveOnlyNewestOfMinute(place);
            LeaveOnlyRecent();
        }
        _newestIsKnown = false;
    }

    /// <summary>Takes samples back as they were packed.</summary>
    internal void Restore(in KeptSample sample) => _samples.Add(sample);

    private int PlaceOf(in KeptSample sample)
    {
        var place = _samples.Count;
        while (place > 0 && _samples[place - 1].CompareTime(sample) >= 0) place--;
        return place;
    }

    private bool IsOverruledInItsMinute(in KeptSample sample, int place)
    {
        for (var i = place; i < _samples.Count && _samples[i].Minute == sample.Minute; i++)
            if (string.Equals(_samples[i].DeviceId, sample.DeviceId, StringComparison.Ordinal)) return true;
        return false;
    }

    private void LeaveOnlyNewestOfMinute(int place)
    {
        var (minute, device) = (_samples[place].Minute, _samples[place].DeviceId);
        for (var i = place - 1; i >= 0 && _samples[i].Minute == minute; i--)
            if (string.Equals(_samples[i].DeviceId, device, StringComparison.Ordinal)) _samples.RemoveAt(i);
    }

    private void LeaveOnlyRecent()
    {
        var oldest = _samples[^1].At - Reach.Ticks;
        var leave = Math.Max(0, _samples.Count - Capacity);
        while (_samples[leave].At < oldest) leave++;
        _samples.RemoveRange(0, leave);
    }
}
