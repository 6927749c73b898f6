using System.Diagnostics.Metrics;
using TwinGrid.Alerts;
using TwinGrid.Grains.Alerts;

namespace TwinGrid.Grains.Watch;

/// <summary>How soon an alert can be seen by those who watch. Safe for concurrent use.</summary>
public sealed class AlertMeter
{
    public const string Name = "TwinGrid.Alerts";

    private static readonly double[] Seconds = [.01, .025, .05, .1, .25, .5, 1, 2, 5, 10, 30, 60, 300];

    private readonly TimeProvider _time;
    private readonly Histogram<double> _latency;

    public AlertMeter(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        _latency = meters.Create(Name).CreateHistogram(
            "twingrid.alert.latency", "s", "From a packet's arrival (or the time that was due) until the alert it raised is durable at its desk and seen by those who watch",
            tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });
    }

    /// <summary>A changed alert is seen from now on; counts when it was just raised.</summary>
    public void Seen(Alert alert)
    {
        if (alert.Steps.Count > 1) return;
        var latency = _time.GetUtcNow() - alert.RaisedAt;
        _latency.Record(Math.Max(0, latency.TotalSeconds), new KeyValuePair<string, object?>("severity", AlertLife.Word(alert.Severity)));
    }
}
