using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>
/// The recent vital signs of a twin, by signal. Event time decides, order of arrival does not: the same samples in any order, repeated or not, leave the
/// same state, byte for byte. Doses and meals have no latest value and are not kept. Belongs to one grain.
/// </summary>
public sealed class LatestSigns
{
    /// <summary>By signal. Few, and looked for some thirty times a packet.</summary>
    private readonly List<SignalWindow> _windows = [];

    internal IReadOnlyList<SignalWindow> Windows => _windows;

    /// <summary>
    /// Takes a sample in. A higher sequence of the same device replaces what it said of the same signal and instant; entered in error hides it.
    /// What is flagged is remembered but not believed; a future-dated instant cannot be placed in time and is left out.
    /// </summary>
    public void Add(in VitalSign sign, string deviceId, long sequence)
    {
        if (sign.Flags.HasFlag(SampleFlags.FutureDated) || (SignalCatalogue.Of(sign.Signal).IsDose && sign.Signal != Signal.Steps)) return;
        var place = PlaceOf(sign.Signal);
        if (place == _windows.Count || _windows[place].Signal != sign.Signal) _windows.Insert(place, new SignalWindow(sign.Signal));
        _windows[place].Add(new KeptSample(sign.ObservedAt.UtcTicks, deviceId, sequence, sign.Value, sign.Status, sign.Flags));
    }

    /// <summary>The newest believed value of every signal that has one, in the order of the signals' numbers.</summary>
    public IReadOnlyList<LatestSign> Newest()
    {
        var newest = new List<LatestSign>(_windows.Count);
        foreach (var window in _windows)
            if (window.HasLatest && window.Newest is { } sign) newest.Add(sign);
        return newest;
    }

    /// <summary>The newest believed value of a signal, however old; null when there is none.</summary>
    public LatestSign? Newest(Signal signal) => Find(signal) is { HasLatest: true } window ? window.Newest : null;

    /// <summary>The recent believed samples of a signal, oldest first: of at most the last 30 minutes before its newest, one a minute and device, 32 in all.</summary>
    public IReadOnlyList<VitalSign> Believed(Signal signal) => Find(signal) is { } window
        ? [.. window.Samples.Where(sample => sample.IsBelieved).Select(sample => new VitalSign(signal, sample.Value, sample.ObservedAt, sample.Status))]
        : [];

    internal void Restore(SignalWindow window) => _windows.Insert(PlaceOf(window.Signal), window);

    /// <summary>The window of a signal; null when nothing of it was kept.</summary>
    internal SignalWindow? Find(Signal signal)
    {
        var place = PlaceOf(signal);
        return place < _windows.Count && _windows[place].Signal == signal ? _windows[place] : null;
    }

    private int PlaceOf(Signal signal)
    {
        var place = 0;
        while (place < _windows.Count && _windows[place].Signal < signal) place++;
        return place;
    }
}
