using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Vitals;
using TwinGrid.VitalsLog;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>The last steps of a packet before it is acknowledged: its twin is known, it is flushed to the log.</summary>
internal sealed partial class PacketIntake(KnownTwins twins, LagWatch lag, IVitalsLog log, PacketMeter meter, TimeProvider time, ILogger<PacketIntake> logger)
{
    /// <summary>Why the log cannot be written is said so often, however many packets are turned away.</summary>
    private static readonly TimeSpan SaysEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _saying = new();
    private DateTimeOffset _said;
    private long _unsaid;

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
            if (error is VitalsLogException and not VitalsLogBusyException) Say(error);
            throw;
        }
    }

    /// <summary>Tells the operator what senders are not told.</summary>
    private void Say(Exception error)
    {
        long packets;
        lock (_saying)
        {
            _unsaid++;
            var now = time.GetUtcNow();
            if (now - _said < SaysEvery) return;
            (packets, _unsaid, _said) = (_unsaid, 0, now);
        }
        LogUnwritten(error, packets);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "The vitals log cannot be written: {Packets} packets were turned away since this was last said")]
    private partial void LogUnwritten(Exception error, long packets);
}
