using TwinGrid.Physiology.Trends;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Organs;

/// <summary>The trends an organ follows, one a signal, each begun by its first sample.</summary>
public sealed class TrendSet(IReadOnlyDictionary<Signal, TrendPrior> priors)
{
    private readonly SortedDictionary<Signal, VitalTrend> _trends = [];

    /// <summary>The trends that have begun, by signal.</summary>
    public IEnumerable<(Signal Signal, VitalTrend Trend)> All => _trends.Select(pair => (pair.Key, pair.Value));

    /// <summary>The trend of a signal; null before its first sample.</summary>
    public VitalTrend? this[Signal signal] => _trends.GetValueOrDefault(signal);

    /// <summary>The resting value of a signal; null before its first sample.</summary>
    public TrendEstimate? Resting(Signal signal) => this[signal]?.Resting;

    /// <summary>Time of the newest sample of any signal; null before the first.</summary>
    public DateTimeOffset? Newest => _trends.Values.Max(trend => trend.At);

    /// <summary>Takes in a sample that is believed, of a signal that is followed; others change nothing.</summary>
    /// <returns>The trend; null when nothing changed.</returns>
    public VitalTrend? Follow(in VitalSign sign)
    {
        if (!sign.IsBelieved || !priors.TryGetValue(sign.Signal, out var prior)) return null;
        if (!_trends.TryGetValue(sign.Signal, out var trend)) _trends[sign.Signal] = trend = VitalTrend.Start(prior);
        trend.Assimilate(sign.ObservedAt, sign.Value);
        return trend;
    }

    /// <summary>An independent set in the same state.</summary>
    /// <param name="only">The one signal to be in it; null: all.</param>
    public TrendSet Copy(Signal? only)
    {
        var copy = new TrendSet(priors);
        foreach (var (signal, trend) in _trends)
            if (only is null || signal == only) copy._trends[signal] = trend.Copy();
        return copy;
    }

    /// <summary>Brings one signal of another set of the same signals into the same state; its others stay as they are.</summary>
    public void CopyTo(TrendSet other, Signal only)
    {
        if (this[only] is not { } trend) other._trends.Remove(only);
        else if (other[only] is { } room) trend.CopyTo(room);
        else other._trends[only] = trend.Copy();
    }

    public void Clear() => _trends.Clear();

    public void Save(SortedDictionary<Signal, SavedTrend> into)
    {
        into.Clear();
        foreach (var (signal, trend) in _trends) into[signal] = SavedTrend.Of(trend);
    }

    /// <exception cref="ArgumentException">A trend was saved by another model, or is damaged.</exception>
    public void Restore(SortedDictionary<Signal, SavedTrend> from)
    {
        Clear();
        foreach (var (signal, saved) in from) _trends[signal] = VitalTrend.Restore(priors[signal], saved.ToModel());
    }
}
