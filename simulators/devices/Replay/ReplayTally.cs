using TwinGrid.Devices.Uplink;
using TwinGrid.Patients;

namespace TwinGrid.Devices.Replay;

/// <summary>What became of the samples that were sent.</summary>
public sealed class ReplayTally
{
    private readonly HashSet<(TwinId Twin, string Device, string Code, DateTimeOffset At)> _kept = [];

    public long Accepted { get; private set; }

    /// <summary>Accepted samples that are kept but not believed.</summary>
    public long Flagged { get; private set; }

    /// <summary>Flags by reason; a sample may carry two.</summary>
    public SortedDictionary<string, long> FlagReasons { get; } = new(StringComparer.Ordinal);

    /// <summary>Samples of refused packets, by the gateway's reason.</summary>
    public SortedDictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);

    /// <summary>What the history must hold, by twin and code: samples of one device, code and instant count once.</summary>
    public Dictionary<(TwinId Twin, string Code), long> Expected { get; } = [];

    public void Count(OutgoingPacket packet, PacketAnswer answer)
    {
        if (!answer.IsAccepted)
        {
            var reason = $"{answer.Status} {answer.Problem}".TrimEnd();
            Refused[reason] = Refused.GetValueOrDefault(reason) + packet.Samples.Count;
            return;
        }
        Accepted += packet.Samples.Count;
        Flagged += answer.Flagged.DistinctBy(flag => flag.Index).Count();
        foreach (var flag in answer.Flagged) FlagReasons[flag.Reason] = FlagReasons.GetValueOrDefault(flag.Reason) + 1;
        Expect(packet);
    }

    /// <summary>Counts a packet's samples as due in the history.</summary>
    public void Expect(OutgoingPacket packet)
    {
        foreach (var sample in packet.Samples)
            if (_kept.Add((packet.TwinId, packet.DeviceId, sample.Code, sample.ObservedAt)))
                Expected[(packet.TwinId, sample.Code)] = Expected.GetValueOrDefault((packet.TwinId, sample.Code)) + 1;
    }
}
