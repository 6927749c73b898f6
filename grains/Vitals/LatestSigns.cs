using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>
/// The recent vital signs of a twin, by signal. Event time decides, order of arrival does not: the same samples in any order, repeated or not, leave the
/// same state, byte for byte. Doses and meals have no latest value and are not kept. Belongs to one grain.
/// </summary>
public sealed class LatestSigns
{
    private readonly SortedList<Signal, SignalWindow> _windows = [];

    internal IEnumerable<SignalWindow> Windows => _windows.Values;

    /// <summary>
    /// Takes a sample in. A higher sequence of the same device replaces what it said of the same signal and instant; entered in error hides it.
    /// What is flagged is remembered but not believed; a future-dated instant cannot be placed in time and is left out.
    /// </summary>
    public void Add(in VitalSign sign, string deviceId, long sequence)
    {
        if (sign.Flags.HasFlag(SampleFlags.FutureDated) || (HasNoLatest(sign.Signal) && sign.Signal != Signal.Steps)) return;
        if (!_windows.TryGetValue(sign.Signal, out var window)) _windows[sign.Signal] = window = new SignalWindow(sign.Signal);
        window.Add(new KeptSample(sign.ObservedAt.UtcTicks, deviceId, sequence, sign.Value, sign.Status, sign.Flags));
    }

    /// <summary>The newest believed value of every signal that has one, in the order of the signals' numbers.</summary>
    public IReadOnlyList<LatestSign> Newest()
    {
        var newest = new List<LatestSign>(_windows.Count);
        foreach (var window in _windows.Values)
            if (!HasNoLatest(window.Signal) && window.Newest is { } sign) newest.Add(sign);
        return newest;
    }

    /// <summary>The newest believed value of a signal, however old; null when there is none.</summary>
    public LatestSign? Newest(Signal signal) => !HasNoLatest(signal) && _windows.TryGetValue(signal, out var window) ? window.Newest : null;

    /// <summary>The recent believed samples of a signal, oldest first: of at most the last 30 minutes before its newest, one a minute and device, 32 in all.</summary>
    public IReadOnlyList<VitalSign> Believed(Signal signal) => _windows.TryGetValue(signal, out var window)
        ? [.. window.Samples.Where(sample => sample.IsBelieved).Select(sample => new VitalSign(signal, sample.Value, sample.ObservedAt, sample.Status))]
        : [];

    private static bool HasNoLatest(Signal signal) => SignalCatalogue.Of(signal).IsDose;

    internal void Restore(SignalWindow window) => _windows.Add(window.Signal, window);
}
