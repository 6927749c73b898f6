using TwinGrid.Durability;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog;

/// <summary>A sealed record that waits for its flush.</summary>
internal sealed class PendingAppend(int partition, ITwinRecord record, byte[] envelope) : PendingWork<LogPosition>
{
    public int Partition { get; } = partition;

    /// <summary>What is sealed.</summary>
    public ITwinRecord Record { get; } = record;

    public byte[] Envelope { get; } = envelope;

    /// <summary>The offset it was written at, for good once the flush is done.</summary>
    public long Offset { get; set; }

    protected override LogPosition Answer => new(Partition, Offset);
}
