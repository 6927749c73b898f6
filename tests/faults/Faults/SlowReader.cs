using System.Net.Sockets;
using System.Text;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// Someone opens the event stream and does not read it. The gateway's memory stays bounded, another listener misses nothing; when the slow one reads again it gets
/// every alert, or is told that it missed some.
/// </summary>
public sealed class SlowReader() : ScriptedFault("slow-reader", "readers of the event stream that do not read", 1)
{
    private const int Twins = 24;
    private const int SlowOnes = 20;
    private const long MostGrowth = 400L << 20;

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        await using var grid = await EmbeddedGrid.Start(GridSettings.Default, TemporaryFolder(), isTemporary: true);
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), [grid.Gateways[0].Address], Twins);
        await ward.Register();
        await using var listener = new EventListener(grid.Gateways[0].Address);
        var slow = new List<TcpClient>();
        for (var i = 0; i < SlowOnes; i++) slow.Add(await Open(grid.Gateways[0].Address));
        var strikes = new Strikes(plan, grid, ward, history);
        ward.Start();
        await strikes.LoadGoesOn();
        var before = ResidentBytes(grid.Gateways[0].Id);
        await strikes.Wait(plan.Outage(180, 8));
        await strikes.LoadGoesOn();
        var after = ResidentBytes(grid.Gateways[0].Id);
        await ward.Stop();
        await Witness.Settled(grid);
        var seen = await Witness.See(grid, ward.Twins);
        var violations = new List<Violation>(Checker.Check(history.Fates, seen, null));
        if (after - before > MostGrowth) violations.Add(new Violation("memory", $"the gateway grew by {(after - before) >> 20} MiB while {SlowOnes} readers did not read"));
        foreach (var alert in seen.Alerts.Where(alert => !listener.Alerts.ContainsKey(alert.Id))) violations.Add(new Violation("alert missing", $"{alert} did not come to a listener beside the slow ones"));
        var (told, complete) = (0, 0);
        foreach (var reader in slow)
        {
            var text = await ReadOn(reader);
            if (text.Contains("event: missed", StringComparison.Ordinal)) told++;
            else if (seen.Alerts.All(alert => text.Contains(alert.Id, StringComparison.Ordinal))) complete++;
            else violations.Add(new Violation("alert missing", "a slow reader lacks alerts and was not told"));
            reader.Dispose();
        }
        return Report(plan, history, seen, violations, [$"gateway {before >> 20} MiB, then {after >> 20} MiB; of {SlowOnes} slow readers {complete} got everything late and {told} were told that they missed some"]);
    }

    private static async Task<TcpClient> Open(Uri gateway)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(gateway.Host, gateway.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET /v1/events HTTP/1.1\r\nHost: {gateway.Authority}\r\n\r\n"));
        return client;
    }

    /// <summary>Reads what has gathered, until nothing comes for a moment.</summary>
    private static async Task<string> ReadOn(TcpClient client)
    {
        var (text, buffer) = (new StringBuilder(), new byte[64 * 1024]);
        while (true)
        {
            using var quiet = new CancellationTokenSource(TimeSpan.FromSeconds(3));
            try
            {
                var count = await client.GetStream().ReadAsync(buffer, quiet.Token);
                if (count == 0) return text.ToString();
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
            catch (OperationCanceledException)
            {
                return text.ToString();
            }
        }
    }

    private static long ResidentBytes(int process) =>
        long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
}
