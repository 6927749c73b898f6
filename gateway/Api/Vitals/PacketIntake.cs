using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>The last steps of a packet before it is acknowledged: its twin is known, it is flushed to the log.</summary>
internal sealed class PacketIntake(KnownTwins twins, LagWatch lag, IVitalsLog log, PacketMeter meter)
{
    /// <summary>Null when the packet may be written; else why not.</summary>
    public async ValueTask<Problem?> Objection(VitalsPacket packet)
    {
        try
        {
            var objection = lag.Objection(packet.TwinId) ?? await OfTheTwin(packet);
            if (objection is not null) meter.Refused(objection);
            return objection;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            meter.Refused(Troubles.Of(error));
            throw;
        }
    }

    /// <summary>Completes when the packet is flushed; faults as <see cref="IVitalsLog.Append"/> does.</summary>
    public async ValueTask<LogPosition> Append(VitalsPacket packet, CancellationToken cancel)
    {
        var began = meter.Now;
        try
        {
            var position = await log.Append(packet, cancel);
            meter.Accepted(began);
            return position;
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            meter.Refused(Troubles.Of(error));
            throw;
        }
    }

    private async ValueTask<Problem?> OfTheTwin(VitalsPacket packet) => await twins.BirthDate(packet.TwinId) is { } birthDate
        ? PacketReader.BeforeBirth(packet, birthDate)
        : Problem.UnknownTwin(packet.TwinId.Value);

    public static PacketReceipt Receipt(VitalsPacket packet, LogPosition position)
    {
        List<FlaggedSample>? flagged = null;
        for (var i = 0; i < packet.Samples.Count; i++)
            if (packet.Samples[i].Flags != SampleFlags.None)
                foreach (var reason in Plausibility.Names(packet.Samples[i].Flags)) (flagged ??= []).Add(new FlaggedSample(i, reason));
        return new PacketReceipt(position.Partition, position.Offset, packet.Samples.Count, flagged ?? (IReadOnlyList<FlaggedSample>)[]);
    }
}
