using TwinGrid.Patients;

namespace TwinGrid.Records;

/// <summary>A patient was registered, or the profile changed.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.ProfileRecord")]
public sealed record ProfileRecord(
    [property: Id(0)] TwinId TwinId, [property: Id(1)] DateTimeOffset KnownAt, [property: Id(2)] PatientProfile Profile) : ITwinRecord;
