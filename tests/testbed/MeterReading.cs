using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace TwinGrid.Testbed;

/// <summary>Listens to meters of one name, as an exporter does. Measurements of other hosts in the same process are told apart by their factory.</summary>
public sealed class MeterReading : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<Reading> _readings = new();

    /// <param name="meter">Name of the meter.</param>
    /// <param name="factory">Whose meter; null for any.</param>
    public MeterReading(string meter, IMeterFactory? factory = null)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == meter && (factory is null || ReferenceEquals(instrument.Meter.Scope, factory))) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>What an instrument has recorded so far, the observed ones asked now.</summary>
    public IReadOnlyList<Reading> Of(string instrument)
    {
        _listener.RecordObservableInstruments();
        return [.. _readings.Where(reading => reading.Instrument == instrument)];
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _readings.Enqueue(new Reading(instrument.Name, value, tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}", StringComparer.Ordinal)));
}

/// <summary>One measurement.</summary>
public sealed record Reading(string Instrument, double Value, IReadOnlyDictionary<string, string> Tags);
