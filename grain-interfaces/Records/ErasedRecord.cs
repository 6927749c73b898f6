using TwinGrid.Patients;

namespace TwinGrid.Records;

/// <summary>The place in the log of something about a patient who was erased: what it was, nobody can read any more. It changes nothing.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.ErasedRecord")]
public sealed record ErasedRecord([property: Id(0)] TwinId TwinId) : ITwinRecord
{
    /// <summary>Unknown; before everything else.</summary>
    public DateTimeOffset KnownAt => DateTimeOffset.MinValue;
}
