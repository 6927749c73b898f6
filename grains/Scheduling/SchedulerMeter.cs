using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace TwinGrid.Grains.Scheduling;

/// <summary>How late this silo's scheduler shards call their twins. Safe for concurrent use.</summary>
public sealed class SchedulerMeter
{
    public const string Name = "TwinGrid.Scheduling";

    private readonly ConcurrentDictionary<int, double> _lateness = new();

    public SchedulerMeter(IMeterFactory meters) => meters.Create(Name).CreateObservableGauge(
        "twingrid.scheduler.lateness", () => _lateness.Select(pair => new Measurement<double>(pair.Value, new KeyValuePair<string, object?>("shard", pair.Key))),
        "s", "How long the twin that waits longest has been due; 0 when none is");

    /// <summary>A shard looked at its wheel.</summary>
    public void Saw(int shard, TimeSpan lateness) => _lateness[shard] = Math.Max(0, lateness.TotalSeconds);

    /// <summary>The shard is no longer here.</summary>
    public void Left(int shard) => _lateness.TryRemove(shard, out _);
}
