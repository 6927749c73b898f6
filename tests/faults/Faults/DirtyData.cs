using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// The same packets twice: in order and once to one grid; three times each and shuffled within the lateness window to another. Among them corrections, samples entered
/// in error, future-dated ones, and at the end what comes a day late or from 1970. Both grids must end in the same state and history.
/// </summary>
public sealed class DirtyData() : ScriptedFault("dirty-data", "packets repeated, shuffled, a day late, future-dated, corrected, entered in error, of 1970", 5)
{
    private const int Twins = 8;
    private const int PacketsOfTwin = 90;

    /// <summary>Parts that depend on what was known when, and so on the order, as the alerts do.</summary>
    private static readonly string[] KnownInTime = ["alerts", "look ahead", "nights"];

    private static readonly TimeSpan Step = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan LatestArrival = TimeSpan.FromMinutes(12); // the lateness window is 15 minutes

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        var (violations, remarks, history, seen) = (new List<Violation>(), new List<string>(), new ClientHistory(TimeProvider.System), SeenGrid.Nothing);
        for (var round = 1; round <= plan.Rounds; round++)
        {
            var chance = new Random(plan.Seed + round);
            var inOrder = Packets(new VitalsPlan(plan.Seed + round)).ToList();
            var arrivals = inOrder.SelectMany(packet => Enumerable.Range(0, 3).Select(_ => (packet, At: ArrivalOf(packet, chance)))).OrderBy(arrival => arrival.At).Select(arrival => arrival.packet).ToList();
            using var cleanHistory = new ClientHistory(TimeProvider.System);
            var clean = await Send(cleanHistory, inOrder);
            history.Dispose();
            history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
            seen = await Send(history, arrivals);
            violations.AddRange(Checker.Check(cleanHistory.Fates, clean, null));
            violations.AddRange(Checker.Check(history.Fates, seen.Without(KnownInTime), clean.Without(KnownInTime) with { Alerts = seen.Alerts }));
            plan.Say($"{Name}: round {round} of {plan.Rounds}, {inOrder.Count} packets in order and {arrivals.Count} arrivals in disorder");
        }
        history.Dispose();
        return Report(plan, history, seen, violations, remarks);
    }

    private static async Task<SeenGrid> Send(ClientHistory history, List<SentPacket> packets)
    {
        await using var grid = await EmbeddedGrid.Start(GridSettings.Default, TemporaryFolder(), isTemporary: true);
        await using var ward = new Ward(history, new VitalsPlan(0), [grid.Gateways[0].Address], Twins);
        await ward.Register();
        foreach (var packet in packets) await ward.Send(packet, grid.Gateways[0].Address);
        await Witness.Settled(grid);
        return await Witness.See(grid, ward.Twins);
    }

    private static IEnumerable<SentPacket> Packets(VitalsPlan plan)
    {
        var now = TimeProvider.System.GetUtcNow();
        var start = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) - PacketsOfTwin * Step;
        return Enumerable.Range(0, Twins).SelectMany(twin => OfTwin(plan, twin, start)).OrderBy(packet => packet.Samples[0].ObservedAt < start).ThenBy(packet => packet.Samples[0].ObservedAt).ThenBy(packet => packet.Sequence);
    }

    private static IEnumerable<SentPacket> OfTwin(VitalsPlan plan, int twin, DateTimeOffset start)
    {
        var sequence = 0L;
        for (var i = 0; i < PacketsOfTwin; i++)
        {
            var packet = plan.Packet(twin, sequence++, start + i * Step);
            yield return packet;
            if (i % 10 == 4) yield return packet with { Sequence = sequence++, Samples = [packet.Samples[0] with { Value = packet.Samples[0].Value + 3, Status = "corrected" }] };
            if (i % 15 == 7) yield return packet with { Sequence = sequence++, Samples = [packet.Samples[^1] with { Status = "entered-in-error" }] };
            if (i % 30 == 9) yield return packet with { Sequence = sequence++, Samples = [packet.Samples[0] with { ObservedAt = packet.Samples[0].ObservedAt.AddHours(3) }] };
        }
        yield return plan.Packet(twin, sequence++, start.AddHours(-26));
        yield return plan.Packet(twin, sequence, DateTimeOffset.UnixEpoch.AddDays(3)) with { Device = "clock-without-battery" };
    }

    /// <summary>When a copy arrives: in its time or up to twelve minutes later; what is a day late comes last.</summary>
    private static DateTimeOffset ArrivalOf(SentPacket packet, Random chance)
    {
        var observedAt = packet.Samples[0].ObservedAt;
        var now = TimeProvider.System.GetUtcNow();
        if (observedAt < now.AddHours(-20)) return now.AddDays(1);
        return (observedAt > now.AddMinutes(10) ? observedAt.AddHours(-3) : observedAt) + chance.NextDouble() * LatestArrival;
    }
}
