namespace TwinGrid.Faults.Histories;

/// <summary>What a client sent as one packet, whether or not it came back with an answer.</summary>
/// <param name="Sequence">The device's own number; a packet that is sent again carries the same one.</param>
public sealed record SentPacket(string Twin, string Device, long Sequence, IReadOnlyList<SentSample> Samples)
{
    public PacketKey Key => new(Twin, Device, Sequence);
}

/// <summary>One vital sign as sent.</summary>
/// <param name="Status">final, corrected, entered-in-error.</param>
public sealed record SentSample(string Code, double Value, string Unit, DateTimeOffset ObservedAt, string Status = "final");

/// <summary>Which packet.</summary>
public readonly record struct PacketKey(string Twin, string Device, long Sequence);
