using TwinGrid.Patients;
using TwinGrid.Treatments;

namespace TwinGrid.Records;

/// <summary>Something became known of a treatment: a dose, a count, a scan, a gene. Liver and tumour keep it.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentEntryRecord")]
public sealed record TreatmentEntryRecord(
    [property: Id(0)] TwinId TwinId, [property: Id(1)] DateTimeOffset KnownAt, [property: Id(2)] TreatmentEntry Entry) : ITwinRecord;
