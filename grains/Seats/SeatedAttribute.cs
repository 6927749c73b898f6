using Orleans.Placement;

namespace TwinGrid.Grains.Seats;

/// <summary>Places grains of integer keys where <see cref="Seating"/> says: readers and desks by partition, scheduler shards by their number.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SeatedAttribute() : PlacementAttribute(new SeatedPlacement());

[Serializable, GenerateSerializer, Immutable, Alias("TwinGrid.SeatedPlacement")]
public sealed class SeatedPlacement : PlacementStrategy;
