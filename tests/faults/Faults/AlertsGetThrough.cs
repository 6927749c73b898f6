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
        var (quietAlerts, brokenAlerts) = plan.IsShort ? (20, 10) : (200, 100);
        await using var grid = await ClinicGrid.Start(plan.IsShort ? GridSettings.Quick : GridSettings.Default, new ClinicShape());
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        Uri[] gateways = [.. grid.Gateways.Select(gateway => gateway.Address)];
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), gateways, Load + quietAlerts + plan.Rounds * brokenAlerts) { Sending = Load };
        await ward.Register();
        await using var left = new EventListener(gateways[0]);
        await using var right = new EventListener(gateways[1]);
        await Eventually.Holds(() => left.IsListening && right.IsListening, Patience, () => "The event streams do not open.");
        ward.Start();
        var strikes = new Strikes(plan, grid, ward, history);
        await strikes.LoadGoesOn();

        var patients = new Queue<string>(ward.Twins.Skip(Load));
        var before = history.Acknowledged;
        var began = strikes.Now();
        var quiet = await Raise(patients, quietAlerts, strikes, ward, grid, [left, right]);
        var load = (history.Acknowledged - before) / strikes.Since(began).TotalSeconds;
        var broken = new List<Delay>();
        for (strikes.Round = 1; strikes.Round <= plan.Rounds; strikes.Round++)
        {
            await KillDeskOf(patients.Peek(), grid);
            broken.AddRange(await Raise(patients, brokenAlerts, strikes, ward, grid, [left, right]));
            await strikes.Recovered(strikes.Now());
            await grid.StartWhatEnded();
            plan.Say($"{Name}: round {strikes.Round} of {plan.Rounds}");
        }
        await ward.Stop();
        await Witness.Settled(grid);
        var seen = await Witness.See(grid, ward.Twins);
        return Report(plan, history, seen, [.. Checker.Check(history.Fates, seen, null), .. Unheard(seen, left, right)],
        [
            string.Create(CultureInfo.InvariantCulture, $"undisturbed: {Figures(quiet)} at {load:0} packets/s of 6 signs"),
            $"while the desk's silo dies: {Figures(broken)}",
            $"alert events heard {left.Heard} and {right.Heard} for {left.Alerts.Count} and {right.Alerts.Count} ids; told that some were missed: {left.Missed} and {right.Missed} times",
        ]);
    }

    private static async Task<List<Delay>> Raise(Queue<string> patients, int count, Strikes strikes, Ward ward, ClinicGrid grid, EventListener[] listeners)
    {
        var delays = new List<Delay>();
        for (var i = 0; i < count; i++)
        {
            var twin = patients.Dequeue();
            var now = TimeProvider.System.GetUtcNow();
            var packet = new SentPacket(twin, "sensor", 0, [new SentSample("99504-3", 45, "mg/dL", now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMillisecond)))]);
            for (var turn = i; await ward.Send(packet, grid.Gateways[turn % grid.Gateways.Count].Address) != Outcome.Acknowledged; turn++) await strikes.Wait(TimeSpan.FromMilliseconds(100));
            delays.Add(new Delay(twin, strikes.Now()));
            await strikes.Wait(TimeSpan.FromMilliseconds(100));
        }
        foreach (var listener in listeners)
            await Eventually.Holds(
                async () =>
                {
                    await grid.StartWhatEnded();
                    return delays.TrueForAll(delay => delay.SeenBy(listener));
                },
                Patience,
                () => $"No alert of {string.Join(", ", delays.Where(delay => !delay.SeenBy(listener)).Select(delay => delay.Twin))} on the event stream.\n{grid.Said}");
        return [.. delays.SelectMany(delay => listeners.Select(listener => delay with { SeenAt = listener.Alerts.First(alert => AlertOf(alert.Key, delay.Twin)).Value }))];
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

    private static bool AlertOf(string id, string twin) => id.StartsWith(twin + "~", StringComparison.Ordinal);

    private static string Figures(List<Delay> delays)
    {
        var seconds = delays.ConvertAll(delay => TimeProvider.System.GetElapsedTime(delay.AcknowledgedAt, delay.SeenAt).TotalSeconds).Order().ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{delays.Count} deliveries, p50 {At(0.5):0.000} s, p99 {At(0.99):0.000} s, longest {seconds[^1]:0.000} s from acknowledgement to event stream");

        double At(double share) => seconds[(int)Math.Ceiling(share * seconds.Count) - 1];
    }

    private sealed record Delay(string Twin, long AcknowledgedAt)
    {
        public long SeenAt { get; init; }

        public bool SeenBy(EventListener listener) => listener.Alerts.Any(alert => AlertOf(alert.Key, Twin));
    }
}
