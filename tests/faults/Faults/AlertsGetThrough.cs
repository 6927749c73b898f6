using System.Globalization;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;
using TwinGrid.Patients;
using TwinGrid.Testbed.Processes;
using TwinGrid.Watch;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// Under load, twin after twin gets a glucose beyond its limit; how long from the packet's acknowledgement until the alert is on the event stream of each gateway.
/// In each round the silo that holds the desk of the next alerts is killed, too: then every alert must still come, at least once, known by its id.
/// </summary>
public sealed class AlertsGetThrough() : ScriptedFault("alerts", "threshold alerts under load, also while the silo that holds their desk dies", 3)
{
    private const int Load = 16;
    private const string Rule = "glucose-limit";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        var (firstAlerts, quietAlerts, brokenAlerts) = plan.IsShort ? (5, 20, 10) : (150, 200, 100);
        await using var grid = await ClinicGrid.Start(plan.IsShort ? GridSettings.Quick : GridSettings.Default, new ClinicShape());
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        Uri[] gateways = [.. grid.Gateways.Select(gateway => gateway.Address)];
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), gateways, Load + firstAlerts + quietAlerts + plan.Rounds * brokenAlerts) { Sending = Load };
        await ward.Register();
        await using var left = new EventListener(gateways[0]);
        await using var right = new EventListener(gateways[1]);
        await Eventually.Holds(() => left.IsListening && right.IsListening, Patience, () => "The event streams do not open.");
        ward.Start();
        var strikes = new Strikes(plan, grid, ward, history);
        await strikes.LoadGoesOn();

        var patients = new Queue<string>(ward.Twins.Skip(Load));
        var alarms = new Alarms(ward, gateways, [left, right]);
        var first = await alarms.Raise(patients, firstAlerts, grid.StartWhatEnded, () => grid.Said);
        var (before, began) = (history.Acknowledged, strikes.Now());
        var quiet = await alarms.Raise(patients, quietAlerts, grid.StartWhatEnded, () => grid.Said);
        var load = (history.Acknowledged - before) / strikes.Since(began).TotalSeconds;
        var broken = new List<AlarmDelay>();
        for (strikes.Round = 1; strikes.Round <= plan.Rounds; strikes.Round++)
        {
            await KillDeskOf(patients.Peek(), grid);
            broken.AddRange(await alarms.Raise(patients, brokenAlerts, grid.StartWhatEnded, () => grid.Said));
            await strikes.Recovered(strikes.Now());
            await grid.StartWhatEnded();
            plan.Say($"{Name}: round {strikes.Round} of {plan.Rounds}");
        }
        await ward.Stop();
        plan.Keep(grid);
        await Witness.Settled(grid);
        var seen = await Witness.See(grid, ward.Twins);
        return Report(plan, history, seen, [.. Checker.Check(history.Fates, seen, null), .. Unheard(seen, left, right)],
        [
            $"the first, of processes that have just started: {AlarmDelay.Figures(first)}",
            string.Create(CultureInfo.InvariantCulture, $"undisturbed: {AlarmDelay.Figures(quiet)} at {load:0} packets/s of 6 signs"),
            $"while the desk's silo dies: {AlarmDelay.Figures(broken)}",
            $"the longest of these: {AlarmDelay.Longest(broken, plan.IsShort ? 4 : 24)}",
            $"alert events heard {left.Heard} and {right.Heard} for {left.Alerts.Count} and {right.Alerts.Count} ids; told that some were missed: {left.Missed} and {right.Missed} times",
        ]);
    }

    private static async Task KillDeskOf(string twin, ClinicGrid grid)
    {
        await using var client = await grid.Grains();
        var desk = client.Grains.GetGrain<IWatchDesk>(TwinId.Parse(twin).Partition(GridSettings.Partitions));
        var place = await client.Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(desk) is { } silo ? silo.Endpoint.Address.GetAddressBytes()[^1] - 1 : 0;
        await grid.Silo(place).Kill();
    }

    private static IEnumerable<Violation> Unheard(SeenGrid seen, params EventListener[] listeners) =>
        from alert in seen.Alerts where alert.Rule == Rule from listener in listeners where !listener.Alerts.ContainsKey(alert.Id) select new Violation("alert missing", $"{alert} never came on an event stream");
}
