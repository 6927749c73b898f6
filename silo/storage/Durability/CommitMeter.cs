using System.Diagnostics.Metrics;

namespace TwinGrid.Durability;

/// <summary>What an operator can see of a group commit: how long commits take, how much they carry, how many wait, were refused or failed.</summary>
internal sealed class CommitMeter : IDisposable
{
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
        _duration = _meter.CreateHistogram<double>("twingrid.commit.duration", "s", "Time a commit took, successful or not");
        _size = _meter.CreateHistogram<int>("twingrid.commit.size", "{row}", "Rows or records of a commit");
        _failures = _meter.CreateCounter<long>("twingrid.commit.failures", "{commit}", "Commits that failed whole");
        _refusals = _meter.CreateCounter<long>("twingrid.commit.refusals", "{work}", "Works refused because the queue was full");
        _meter.CreateObservableGauge("twingrid.commit.waiting", waiting, "{work}", "Works that wait for their commit");
    }

    public void Committed(TimeSpan duration, int size)
    {
        _duration.Record(duration.TotalSeconds);
        _size.Record(size);
    }

    public void Failed(TimeSpan duration)
    {
        _duration.Record(duration.TotalSeconds);
        _failures.Add(1);
    }

    public void Refused() => _refusals.Add(1);

    public void Dispose() => _meter.Dispose();
}
