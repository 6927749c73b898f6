using TwinGrid.Patients;

namespace TwinGrid.Records;

/// <summary>The organs learn from the history before a night, as far as it stands in the log before this record.</summary>
/// <param name="Night">The twin's moment in the quiet hours; it names the night.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.NightRecord")]
public sealed record NightRecord(
    [property: Id(0)] TwinId TwinId, [property: Id(1)] DateTimeOffset KnownAt, [property: Id(2)] DateTimeOffset Night) : ITwinRecord;
