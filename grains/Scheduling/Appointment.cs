namespace TwinGrid.Grains.Scheduling;

/// <summary>A twin is to be called at an instant. A row of a shard's wheel, as it is stored.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.Appointment")]
public sealed record Appointment([property: Id(0)] string Twin, [property: Id(1)] DateTimeOffset Due);
