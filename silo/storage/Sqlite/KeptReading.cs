using TwinGrid.Storage.History;
using TwinGrid.Vitals;

namespace TwinGrid.Storage.Sqlite;

/// <summary>A reading of one twin as it is kept. Times: microseconds since 1970.</summary>
internal readonly record struct KeptReading(long ObservedAt, string Device, long Sequence, long ReceivedAt, ReadingMasks Masks, byte[] Samples)
{
    /// <summary>What tells it from a twin's others.</summary>
    public (long ObservedAt, string Device, long Sequence) Key => (ObservedAt, Device, Sequence);

    /// <summary>The sample of a signal that its masks say to be there.</summary>
    public StoredSample Sample(Signal signal)
    {
        var (status, flags, masked) = ReadingSamples.Find(Samples, signal);
        return new StoredSample(new SampleVersion(HistoryTime.FromMicroseconds(ObservedAt), signal, Device, Sequence, 0, status, flags, HistoryTime.FromMicroseconds(ReceivedAt)), masked);
    }
}
