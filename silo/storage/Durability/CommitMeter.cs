using System.Diagnostics.Metrics;

namespace TwinGrid.Durability;

/// <summary>What an operator can see of a group commit: how long commits take, how much they carry, how many wait, were refused or failed.</summary>
internal sealed class CommitMeter : IDisposable
{
    private static readonly double[] Seconds = [.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30];
    private static readonly int[] Sizes = [1, 10, 50, 100, 250, 500, 1000, 2500, 5000, 10000];

    private readonly KeyValuePair<string, object?> _store;
    private readonly Meter _meter;
    private readonly Histogram<double> _duration;
    private readonly Histogram<int> _size;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _refusals;

    /// <param name="name">Name of the meter, <c>TwinGrid.…</c>.</param>
    /// <param name="waiting">Says how many works wait.</param>
    public CommitMeter(string name, Func<int> waiting)
    {
        _meter = new Meter(name);
        _store = new("store", name[(name.LastIndexOf('.') + 1)..]);
        _duration = _meter.CreateHistogram("twingrid.commit.duration", "s", "Time a commit took, successful or not", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
        _size = _meter.CreateHistogram("twingrid.commit.size", "{row}", "Rows or records of a commit", tags: null, new InstrumentAdvice<int> { HistogramBucketBoundaries = Sizes });
        _failures = _meter.CreateCounter<long>("twingrid.commit.failures", "{commit}", "Commits that failed whole");
        _refusals = _meter.CreateCounter<long>("twingrid.commit.refusals", "{work}", "Works refused because the queue was full");
        _meter.CreateObservableGauge("twingrid.commit.waiting", () => new Measurement<int>(waiting(), _store), "{work}", "Works that wait for their commit");
    }

    public void Committed(TimeSpan duration, int size)
    {
        _duration.Record(duration.TotalSeconds, _store);
        _size.Record(size, _store);
    }

    public void Failed(TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds, _store);
        _failures.Add(1, _store);
    }

    public void Refused() => _refusals.Add(1, _store);

    public void Dispose() => _meter.Dispose();
}
