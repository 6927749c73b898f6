using TwinGrid.Durability;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog;

/// <summary>A sealed record that waits for its flush.</summary>
internal sealed class PendingAppend(int partition, byte[] envelope) : PendingWork<LogPosition>
{
    public int Partition { get; } = partition;

    public byte[] Envelope { get; } = envelope;

    /// <summary>The offset it was written at, for good once the flush is done.</summary>
    public long Offset { get; set; }

    protected override LogPosition Answer => new(Partition, Offset);
}
