using TwinGrid.Vitals;

namespace TwinGrid.History;

/// <summary>Reads one twin's stored time series without waking the twin; its key is the twin's id.</summary>
[Alias("TwinGrid.ITwinHistory")]
public interface ITwinHistory : IGrainWithStringKey
{
    /// <summary>What is known of a signal in [from, to), oldest first; flagged samples are included with their flags, entered-in-error ones are not.</summary>
    [Alias("Read")] Task<IReadOnlyList<HistoryPoint>> Read(Signal signal, DateTimeOffset from, DateTimeOffset to, int limit);

    /// <summary>The same in at most <paramref name="points"/> buckets of equal length, believed samples only; empty stretches have no bucket.</summary>
    [Alias("ReadBuckets")] Task<IReadOnlyList<HistoryBucket>> ReadBuckets(Signal signal, DateTimeOffset from, DateTimeOffset to, int points);

    /// <summary>The signals of which anything is stored in [from, to), entered-in-error samples counted, in no order.</summary>
    [Alias("Signals")] Task<IReadOnlyList<Signal>> Signals(DateTimeOffset from, DateTimeOffset to);

    /// <summary>How many samples of a signal are known.</summary>
    [Alias("Count")] Task<HistoryCount> Count(Signal signal);
}

/// <summary>A point of a signal's history, as it is known now.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.HistoryPoint")]
public readonly record struct HistoryPoint(
    [property: Id(0)] DateTimeOffset ObservedAt, [property: Id(1)] double Value, [property: Id(2)] string DeviceId,
    [property: Id(3)] SampleStatus Status, [property: Id(4)] SampleFlags Flags);

/// <summary>A stretch of history drawn as one point.</summary>
/// <param name="At">Middle of the stretch.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.HistoryBucket")]
public readonly record struct HistoryBucket(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] double Mean, [property: Id(2)] double Low, [property: Id(3)] double High, [property: Id(4)] int Count);

/// <param name="Total">Samples known, flagged ones included, entered-in-error ones not.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.HistoryCount")]
public readonly record struct HistoryCount([property: Id(0)] long Total, [property: Id(1)] long Flagged);
