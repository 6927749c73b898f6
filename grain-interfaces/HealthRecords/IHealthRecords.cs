using TwinGrid.Patients;

namespace TwinGrid.HealthRecords;

/// <summary>
/// The patients' records: resources of other people's systems, every version of each, in the words of FHIR. Any key leads to the same records. It knows nothing of what a resource means and
/// asks nobody's consent: who calls it has done both.
/// </summary>
[Alias("TwinGrid.IHealthRecords")]
public interface IHealthRecords : IGrainWithIntegerKey
{
    /// <summary>Writes all of it, or nothing. Durable when it returns; what it tells the twins reaches them soon after, whatever dies meanwhile.</summary>
    /// <exception cref="Erasure.PatientErasedException">A patient was erased: nothing was written.</exception>
    [Alias("Commit")] Task<RecordReceipt> Commit(IReadOnlyList<ResourceWrite> writes);

    /// <summary>Whose some resources are, and how far they have come, in the order asked; null where there is none.</summary>
    [Alias("Find")] Task<IReadOnlyList<KnownResource?>> Find(IReadOnlyList<ResourceName> names);

    /// <summary>The same of resources of one record by where they came from.</summary>
    /// <param name="twin">Null for what belongs to no patient.</param>
    [Alias("FindOrigins")] Task<IReadOnlyList<KnownResource?>> FindOrigins(TwinId? twin, IReadOnlyList<ResourceOrigin> origins);

    /// <summary>A version of a resource, the newest unless one is named; null where there is none.</summary>
    [Alias("Read")] Task<StoredResource?> Read(ResourceName name, long? version);

    /// <summary>All versions, newest first.</summary>
    [Alias("History")] Task<IReadOnlyList<StoredResource>> History(ResourceName name, int limit);

    /// <summary>Resources of one record that fit, as they stand, in the order in which they came.</summary>
    [Alias("Search")] Task<RecordPage> Search(RecordQuery query);

    /// <summary>Versions in the order in which they came, over all records, after a place. Where several silos write, one may come to stand behind those that were told already, a moment late.</summary>
    [Alias("Changes")] Task<IReadOnlyList<ResourceChange>> Changes(long after, int limit);

    /// <summary>Place of the newest version; 0 where there is none.</summary>
    [Alias("Head")] Task<long> Head();

    /// <summary>Twins that have a record, in order, above one.</summary>
    [Alias("Twins")] Task<IReadOnlyList<TwinId>> Twins(string after, int limit);
}

/// <summary>Tells one twin what came into its record; its key is a <see cref="TwinId"/>.</summary>
[Alias("TwinGrid.IRecordFeed")]
public interface IRecordFeed : IGrainWithStringKey
{
    /// <summary>Registers the twin as the record has it, and hands what was measured to the log. To ask again is harmless.</summary>
    /// <returns>False where the record does not say when the patient was born: there is no twin then.</returns>
    [Alias("Feed")] Task<bool> Feed();
}
