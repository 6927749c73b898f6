using TwinGrid.Patients;

namespace TwinGrid.Storage;

/// <summary>Takes away all that is stored of a twin. Safe for concurrent use.</summary>
public interface ITwinEraser
{
    /// <summary>
    /// Removes every snapshot and row whose key is the twin's (the twin itself, or the twin and one of <c>/ @ ~</c> and more), its list of accesses, its samples, and every version of its resources; some at a
    /// time, so that others are written in between. Durable when it returns; again removes what came meanwhile.
    /// </summary>
    /// <exception cref="StorageException">Not all may be removed: do it again.</exception>
    Task<ErasedRows> Erase(TwinId twin, CancellationToken cancel);
}

/// <summary>What was removed.</summary>
public readonly record struct ErasedRows(long Snapshots, long Samples, long Resources = 0);
