using TwinGrid.Patients;

namespace TwinGrid.Records;

/// <summary>Time alone has changed something: the twin is judged as of <paramref name="KnownAt"/> (silence, the end of a snooze, an escalation, a limit now in reach).</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.ClockRecord")]
public sealed record ClockRecord([property: Id(0)] TwinId TwinId, [property: Id(1)] DateTimeOffset KnownAt) : ITwinRecord;
