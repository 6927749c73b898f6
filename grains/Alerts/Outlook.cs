using TwinGrid.Alerts;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Alerts;

/// <summary>What the rules keep of the last look ahead on a signal: how its limits stand. The forecast itself is forgotten: it is a hundred times as large.</summary>
/// <param name="MadeAt">As of when it was looked ahead.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Outlook")]
public sealed record Outlook(
    [property: Id(0)] Signal Signal, [property: Id(1)] DateTimeOffset MadeAt, [property: Id(2)] LimitAhead Low, [property: Id(3)] LimitAhead High)
{
    /// <summary>Name and version of the model that looked ahead; empty in what older versions stored.</summary>
    [Id(4)] public string ModelVersion { get; init; } = "";

    /// <summary>How the limit on a side stands.</summary>
    public LimitAhead On(Direction side) => side == Direction.Low ? Low : High;
}

/// <summary>How one limit stands in a look ahead.</summary>
/// <param name="IsNear">The probability to cross it reaches at least 25 %.</param>
/// <param name="Crossing">When it is crossed with a probability of at least 50 %, soon enough to call; null when it is not.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.LimitAhead")]
public readonly record struct LimitAhead([property: Id(0)] bool IsNear, [property: Id(1)] Crossing? Crossing);
