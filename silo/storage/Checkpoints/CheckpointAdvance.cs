using TwinGrid.Durability;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage.Checkpoints;

/// <summary>A checkpoint's move that waits for its commit.</summary>
internal sealed class CheckpointAdvance(Checkpoint current, long offset) : PendingWork<Checkpoint>
{
    public int Partition => current.Partition;

    public long ExpectedVersion => current.Version;

    public long Offset { get; } = offset;

    protected override Checkpoint Answer => current with { Offset = Offset, Version = current.Version + 1 };

    public StaleSnapshotException Stale(long stored) => new("checkpoint", Partition.ToString(), ExpectedVersion, stored);
}
