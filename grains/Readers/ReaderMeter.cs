using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace TwinGrid.Grains.Readers;

/// <summary>What an operator sees of this silo's partition readers: what they delivered, what is not saved yet, what keeps them from going on. Safe for concurrent use.</summary>
public sealed class ReaderMeter
{
    public const string Name = "TwinGrid.Readers";

    private readonly ConcurrentDictionary<int, long?> _unsavedSince = new();
    private readonly TimeProvider _time;
    private readonly Counter<long> _delivered;
    private readonly Counter<long> _troubles;
    private readonly Counter<long> _erased;

    public ReaderMeter(IMeterFactory meters, TimeProvider time)
    {
        _time = time;
        var meter = meters.Create(Name);
        _delivered = meter.CreateCounter<long>("twingrid.reader.delivered", "{packet}", "Packets delivered to their twins");
        _troubles = meter.CreateCounter<long>("twingrid.reader.troubles", "{trouble}", "Times a reader could not go on and tries again");
        _erased = meter.CreateCounter<long>("twingrid.reader.erased", "{record}", "Records passed by because their patient was erased");
        meter.CreateObservableGauge("twingrid.reader.unsaved.time", Ages, "s", "Since when the oldest packet delivered is not behind a checkpoint; 0 when all are");
    }

    /// <summary>The partitions read on this silo.</summary>
    public IReadOnlyCollection<int> Partitions => [.. _unsavedSince.Keys.Order()];

    /// <summary>The partition is read here from now on.</summary>
    public void Here(int partition) => _unsavedSince[partition] = null;

    public void Delivered(int partition, int packets) => _delivered.Add(packets, Of(partition));

    public void Erased(int partition, int records)
    {
        if (records > 0) _erased.Add(records, Of(partition));
    }

    public void Trouble(int partition) => _troubles.Add(1, Of(partition));

    /// <summary>Packets were delivered that no checkpoint covers.</summary>
    public void Unsaved(int partition)
    {
        if (_unsavedSince.GetValueOrDefault(partition) is null) _unsavedSince[partition] = _time.GetTimestamp();
    }

    /// <summary>All that was delivered is behind the checkpoint.</summary>
    public void Saved(int partition) => _unsavedSince[partition] = null;

    /// <summary>The partition is no longer read here.</summary>
    public void Left(int partition) => _unsavedSince.TryRemove(partition, out _);

    private IEnumerable<Measurement<double>> Ages() => _unsavedSince.Select(pair =>
        new Measurement<double>(pair.Value is { } since ? _time.GetElapsedTime(since).TotalSeconds : 0, Of(pair.Key)));

    private static KeyValuePair<string, object?> Of(int partition) => new("partition", partition);
}
