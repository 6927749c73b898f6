using TwinGrid.Patients;

namespace TwinGrid.Rebuilding;

/// <summary>Answers about one twin's past; its key is the twin's id.</summary>
[Alias("TwinGrid.ITwinPast")]
public interface ITwinPast : IGrainWithStringKey
{
    /// <summary>The twin at a glance as it was known at an instant: with every record known at or before it, and none later.</summary>
    [Alias("Glance"), ResponseTimeout("00:02:00")] Task<PastGlance> Glance(DateTimeOffset asOf);
}

/// <summary>What was known of a twin at an instant.</summary>
/// <param name="Glance">Null when nothing can be said of that instant.</param>
/// <param name="KnownFrom">The earliest instant something can be said of; null when the twin has no record.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.PastGlance")]
public sealed record PastGlance([property: Id(0)] TwinGlance? Glance, [property: Id(1)] DateTimeOffset? KnownFrom);
