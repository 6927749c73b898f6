namespace TwinGrid.Devices.Uplink;

/// <summary>What the gateway answered to one packet.</summary>
/// <param name="Status">HTTP status of this packet alone: 202 when it is durable.</param>
/// <param name="Partition">Its place in the vitals log; null when refused.</param>
/// <param name="Offset">Its place in the vitals log; null when refused.</param>
/// <param name="Flagged">Samples that are kept but not believed.</param>
/// <param name="Problem">Why it was refused; null when it was not.</param>
public sealed record PacketAnswer(int Status, int? Partition, long? Offset, IReadOnlyList<FlaggedSample> Flagged, string? Problem)
{
    public bool IsAccepted => Status is >= 200 and < 300;
}

/// <summary>A sample the gateway kept without believing it.</summary>
/// <param name="Index">Its place in the packet, from 0.</param>
public readonly record struct FlaggedSample(int Index, string Reason);
