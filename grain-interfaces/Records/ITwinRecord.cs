using TwinGrid.Patients;

namespace TwinGrid.Records;

/// <summary>
/// Something that changes a twin. Everything that does stands in the twin's partition of the log, and nothing else changes it: the same records in the same
/// order leave the same twin, byte for byte.
/// </summary>
public interface ITwinRecord
{
    TwinId TwinId { get; }

    /// <summary>When the grid came to know of it, by the clock of the process that wrote it down.</summary>
    DateTimeOffset KnownAt { get; }
}
