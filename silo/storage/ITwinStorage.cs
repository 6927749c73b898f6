using TwinGrid.Storage.Checkpoints;
using TwinGrid.Storage.HealthRecords;
using TwinGrid.Storage.History;
using TwinGrid.Storage.Snapshots;

namespace TwinGrid.Storage;

/// <summary>Everything stored of twins, behind one group-commit writer. Safe for concurrent use.</summary>
public interface ITwinStorage : IAsyncDisposable
{
    ISnapshotStore Snapshots { get; }

    ICheckpointStore Checkpoints { get; }

    IVitalsHistory History { get; }

    IRecordStore Records { get; }

    ITwinEraser Eraser { get; }

    /// <summary>Brings the schema up to date and starts the writer. Disposing commits what waits.</summary>
    /// <exception cref="StorageException">It cannot be opened, or was written by a newer version.</exception>
    Task Open(CancellationToken cancel);
}
