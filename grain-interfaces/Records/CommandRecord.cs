using TwinGrid.Alerts;
using TwinGrid.Patients;

namespace TwinGrid.Records;

/// <summary>A person does something to an alert. Whether it fits is decided when the twin comes to it; what does not fit changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.CommandRecord")]
public sealed record CommandRecord(
    [property: Id(0)] TwinId TwinId, [property: Id(1)] DateTimeOffset KnownAt, [property: Id(2)] AlertCommand Command) : ITwinRecord;
