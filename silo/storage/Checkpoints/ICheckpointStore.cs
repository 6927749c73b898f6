namespace TwinGrid.Storage.Checkpoints;

/// <summary>How far a partition is read for good.</summary>
/// <param name="Offset">Records at or below it need never be read again; -1 at the start.</param>
/// <param name="Version">Fencing version; 0 when nothing is stored yet.</param>
public sealed record Checkpoint(int Partition, long Offset, long Version);

public interface ICheckpointStore
{
    /// <summary>The stored checkpoint; (partition, -1, 0) when there is none.</summary>
    Task<Checkpoint> Load(int partition, CancellationToken cancel);

    /// <summary>Moves the checkpoint if the stored version is the one of <paramref name="current"/>.</summary>
    /// <exception cref="Snapshots.StaleSnapshotException">Another reader moved it: this one must stand down.</exception>
    Task<Checkpoint> Advance(Checkpoint current, long offset, CancellationToken cancel);
}
