using System.Globalization;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>One twin at 1,000 samples a second beside many quiet ones: how long the quiet ones' packets take from acknowledgement to their row on the event stream, without it and with it.</summary>
public sealed class HotTwin() : ScriptedFault("hot-twin", "one twin at 1,000 samples a second beside 10,000 quiet ones", 1)
{
    private const int HotPacketsPerSecond = 100;
    private const int QuietPacketsPerSecond = 20;

    /// <summary>How much slower the others may become at the 99th percentile before it counts as starved, and what is quick enough in any case.</summary>
    private const double MostSlower = 3;
    private static readonly TimeSpan QuickEnough = TimeSpan.FromSeconds(2);

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        var quietOnes = plan.IsShort ? 200 : 10_000;
        await using var grid = await EmbeddedGrid.Start(GridSettings.Default, TemporaryFolder(), isTemporary: true);
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), [grid.Gateways[0].Address], quietOnes + 1);
        await ward.Register();
        await using var listener = new EventListener(grid.Gateways[0].Address);
        await Eventually.Holds(() => listener.IsListening, TimeSpan.FromMinutes(1), () => "The event stream does not open.");
        var (time, gateway, chance) = (plan.Outage(60, 5), grid.Gateways[0].Address, new Random(plan.Seed));
        var sequences = new long[quietOnes + 1];

        var alone = await SendQuietly(ward, listener, gateway, chance, sequences, time);
        var stop = new CancellationTokenSource();
        var hot = SendHot(ward, gateway, stop.Token);
        var beside = await SendQuietly(ward, listener, gateway, chance, sequences, time);
        await stop.CancelAsync();
        var sent = await hot;
        stop.Dispose();

        await Witness.Settled(grid);
        var touched = history.Fates.Select(fate => fate.Packet.Twin).Distinct(StringComparer.Ordinal).ToList();
        var seen = await Witness.See(grid, touched);
        var violations = new List<Violation>(Checker.Check(history.Fates, seen, null));
        var (without, with) = (At(alone, 0.99), At(beside, 0.99));
        if (!plan.IsShort && with > Math.Max(QuickEnough.TotalSeconds, MostSlower * without)) violations.Add(new Violation("starved", Text("the quiet ones", beside)));
        return Report(plan, history, seen, violations, [Text("without the hot twin", alone), Text($"beside it ({sent / time.TotalSeconds * 10:0} samples/s)", beside)]);
    }

    /// <summary>Single packets to twins drawn by chance; how long each took until its row showed it, in seconds.</summary>
    private static async Task<List<double>> SendQuietly(Ward ward, EventListener listener, Uri gateway, Random chance, long[] sequences, TimeSpan time)
    {
        var (waits, began) = (new List<Task<double>>(), TimeProvider.System.GetTimestamp());
        while (TimeProvider.System.GetElapsedTime(began) < time)
        {
            var twin = 1 + chance.Next(ward.Twins.Count - 1);
            waits.Add(Visible(ward, listener, gateway, twin, sequences[twin]++));
            await Task.Delay(TimeSpan.FromSeconds(1.0 / QuietPacketsPerSecond), TimeProvider.System);
        }
        return [.. await Task.WhenAll(waits)];
    }

    private static async Task<double> Visible(Ward ward, EventListener listener, Uri gateway, int twin, long sequence)
    {
        var name = ward.Twins[twin];
        var before = listener.Rows.TryGetValue(name, out var row) ? row.Version : -1;
        while (await ward.Send(ward.Plan.Packet(twin, sequence, Now()), gateway) != Outcome.Acknowledged) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        var acknowledgedAt = TimeProvider.System.GetTimestamp();
        await Eventually.Holds(() => listener.Rows.TryGetValue(name, out var shown) && shown.Version > before, TimeSpan.FromMinutes(2), () => $"{name} does not show its packet.");
        return Math.Max(0, TimeProvider.System.GetElapsedTime(acknowledgedAt, listener.Rows[name].At).TotalSeconds);
    }

    private static async Task<int> SendHot(Ward ward, Uri gateway, CancellationToken stop)
    {
        var (sending, sequence, at) = (new List<Task>(), 0L, Now());
        while (!stop.IsCancellationRequested)
        {
            var packet = ward.Plan.Packet(0, sequence++, at);
            sending.Add(ward.Send(packet with { Samples = [.. Enumerable.Range(0, 10).Select(i => packet.Samples[0] with { ObservedAt = packet.Samples[0].ObservedAt.AddMilliseconds(i) })] }, gateway));
            await Task.Delay(TimeSpan.FromSeconds(1.0 / HotPacketsPerSecond), TimeProvider.System, CancellationToken.None);
            at = Now() is var now && now >= at.AddMilliseconds(10) ? now : at.AddMilliseconds(10); // no instant twice
        }
        await Task.WhenAll(sending);
        return (int)sequence;
    }

    private static DateTimeOffset Now()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond));
    }

    private static double At(List<double> seconds, double share) => seconds.Order().ElementAt((int)Math.Ceiling(share * seconds.Count) - 1);

    private static string Text(string who, List<double> seconds) => string.Create(CultureInfo.InvariantCulture, $"{who}: {seconds.Count} packets, p50 {At(seconds, 0.5):0.000} s, p99 {At(seconds, 0.99):0.000} s from acknowledgement to row");
}
