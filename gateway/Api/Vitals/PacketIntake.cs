using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>The last steps of a packet before it is acknowledged: its twin is known, it is flushed to the log.</summary>
internal sealed class PacketIntake(KnownTwins twins, IVitalsLog log)
{
    /// <summary>Null when the packet may be written; else why not.</summary>
    public async ValueTask<Problem?> Objection(VitalsPacket packet) => await twins.BirthDate(packet.TwinId) is { } birthDate
        ? PacketReader.BeforeBirth(packet, birthDate)
        : Problem.UnknownTwin(packet.TwinId.Value);

    /// <summary>Completes when the packet is flushed; faults as <see cref="IVitalsLog.Append"/> does.</summary>
    public ValueTask<LogPosition> Append(VitalsPacket packet, CancellationToken cancel) => log.Append(packet, cancel);

    public static PacketReceipt Receipt(VitalsPacket packet, LogPosition position)
    {
        var flagged = packet.Samples.SelectMany((sample, index) => Plausibility.Names(sample.Flags).Select(reason => new FlaggedSample(index, reason)));
        return new PacketReceipt(position.Partition, position.Offset, packet.Samples.Count, [.. flagged]);
    }
}
