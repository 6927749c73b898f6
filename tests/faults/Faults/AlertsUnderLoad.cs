using System.Globalization;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// Nothing is broken, but the embedded grid is loaded more and more: how long an alert takes at each load, how much of the load was taken, and up to which load alerts
/// are in time. At the smallest they must be.
/// </summary>
public sealed class AlertsUnderLoad() : ScriptedFault("alerts-under-load", "threshold alerts on the embedded grid under rising load", 1)
{
    private const int Twins = 2_000;
    private const int Streams = 4;
    private const int Alerts = 100;
    private const double InTime = 2;

    private static readonly double[] Loads = [1_000, 2_000, 4_000, 8_000, 12_000], ShortLoads = [200];
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        var loads = plan.IsShort ? ShortLoads : Loads;
        await using var grid = await EmbeddedGrid.Start(GridSettings.Default with { Checkpoint = TimeSpan.FromSeconds(5) }, TemporaryFolder(), isTemporary: true);
        var gateway = grid.Gateways[0];
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), [gateway.Address], loads.Length * Alerts);
        await ward.Register();
        string[] loaded = [.. Enumerable.Range(0, plan.IsShort ? Twins / 10 : Twins).Select(n => $"loaded-{n}")];
        await Parallel.ForEachAsync(loaded, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (twin, _) => await gateway.Register(twin));
        await using var listener = new EventListener(gateway.Address);
        await Eventually.Holds(() => listener.IsListening, TimeSpan.FromMinutes(1), () => "The event stream does not open.");

        var (alarms, patients, flood) = (new Alarms(ward, [gateway.Address], [listener]), new Queue<string>(ward.Twins), new Flood(gateway.Http, loaded));
        var (remarks, inTimeUpTo) = (new List<string>(), 0.0);
        foreach (var load in loads)
        {
            using var stop = new CancellationTokenSource();
            var sending = flood.Send(Streams, load, stop.Token);
            await Task.Delay(WarmUp, TimeProvider.System);
            var (accepted, refused, began) = (flood.Accepted, flood.Refused, TimeProvider.System.GetTimestamp());
            var delays = await alarms.Raise(patients, Alerts, () => Task.CompletedTask, () => grid.Said);
            var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            (accepted, refused) = (flood.Accepted - accepted, flood.Refused - refused);
            await stop.CancelAsync();
            await sending;
            var figures = string.Create(CultureInfo.InvariantCulture, $"{load:0} packets/s of 5 signs asked for, {accepted / seconds:0} taken and {refused / seconds:0} refused: {AlarmDelay.Figures(delays)}");
            remarks.Add(figures);
            plan.Say($"{Name}: {figures}");
            if (AlarmDelay.At(delays, 0.99) <= InTime) inTimeUpTo = accepted / seconds;
            await Witness.Settled(grid);
        }
        remarks.Add(string.Create(CultureInfo.InvariantCulture, $"in time (p99 within {InTime:0} s) up to {inTimeUpTo:0} packets/s"));
        Violation[] late = inTimeUpTo > 0 || plan.IsShort ? [] : [new Violation("late", "alerts were in time at no load")];
        return Report(plan, history, await Witness.See(grid, ward.Twins), late, remarks);
    }
}
