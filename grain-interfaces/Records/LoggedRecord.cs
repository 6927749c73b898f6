using TwinGrid.Vitals;

namespace TwinGrid.Records;

/// <summary>A record with its place in the log.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.LoggedRecord")]
public sealed record LoggedRecord([property: Id(0)] LogPosition Position, [property: Id(1)] ITwinRecord Record)
{
    /// <summary>The packet, where the record is one.</summary>
    /// <exception cref="InvalidOperationException">It is a record of another kind.</exception>
    public VitalsPacket Packet => Record as VitalsPacket ?? throw new InvalidOperationException($"Record {Position} is a {Record.GetType().Name} and no packet.");
}
