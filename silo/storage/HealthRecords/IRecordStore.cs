using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Storage.HealthRecords;

/// <summary>The resources of the patients' records, every version of each, written by group commit and sealed with the patients' keys. Safe for concurrent use.</summary>
public interface IRecordStore
{
    /// <summary>Writes all of it, or nothing; durable when it returns. Resources that stand already as they are to be written make no version.</summary>
    /// <exception cref="Erasure.PatientErasedException">A patient was erased: nothing was written.</exception>
    /// <exception cref="StorageException">Nothing was written, or perhaps all of it: to repeat it writes nothing twice.</exception>
    Task<RecordReceipt> Commit(IReadOnlyList<ResourceWrite> writes, CancellationToken cancel);

    /// <summary>Whose some resources are, in the order asked; null where there is none.</summary>
    Task<IReadOnlyList<KnownResource?>> Find(IReadOnlyList<ResourceName> names, CancellationToken cancel);

    /// <summary>The same by where they came from.</summary>
    Task<IReadOnlyList<KnownResource?>> FindOrigins(TwinId? twin, IReadOnlyList<ResourceOrigin> origins, CancellationToken cancel);

    /// <summary>A version of a resource, the newest unless one is named; null where there is none, or its patient was erased.</summary>
    Task<StoredResource?> Read(ResourceName name, long? version, CancellationToken cancel);

    /// <summary>All versions, newest first.</summary>
    Task<IReadOnlyList<StoredResource>> History(ResourceName name, int limit, CancellationToken cancel);

    /// <summary>Resources that fit, as they stand, in the order in which they came.</summary>
    Task<RecordPage> Search(RecordQuery query, CancellationToken cancel);

    /// <summary>Versions in the order of their places, over all records, after one.</summary>
    Task<IReadOnlyList<ResourceChange>> Changes(long after, int limit, CancellationToken cancel);

    /// <summary>Place of the newest version; 0 where there is none.</summary>
    Task<long> Head(CancellationToken cancel);

    /// <summary>Twins that have a record, in order, above one.</summary>
    Task<IReadOnlyList<TwinId>> Twins(string after, int limit, CancellationToken cancel);

    /// <summary>What the record says, as it stands, of who the patient is.</summary>
    Task<IReadOnlyList<RecordFact>> Facts(TwinId twin, CancellationToken cancel);

    /// <summary>What was measured and the twin has not been told, in order.</summary>
    Task<IReadOnlyList<RecordFeedRow>> Untold(TwinId twin, int limit, CancellationToken cancel);

    /// <summary>Twins that have not been told something, in order, above one.</summary>
    Task<IReadOnlyList<TwinId>> WithUntold(string after, int limit, CancellationToken cancel);

    /// <summary>The twin has been told up to a place; durable when it returns.</summary>
    Task Told(TwinId twin, long upTo, CancellationToken cancel);
}

/// <summary>What one commit has for one twin.</summary>
/// <param name="Place">Rises.</param>
public sealed record RecordFeedRow(long Place, DateTimeOffset ReceivedAt, IReadOnlyList<MeasuredSign> Signs);

/// <summary>A sign, and who measured it.</summary>
public readonly record struct MeasuredSign(string Device, Vitals.VitalSign Sign);
