using System.Net.Sockets;
using System.Text;
using TwinGrid.Faults.Checking;
using TwinGrid.Faults.Devices;
using TwinGrid.Faults.Grids;
using TwinGrid.Faults.Histories;
using TwinGrid.Patients;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Faults.Faults;

/// <summary>
/// Many open the event stream and do not read it, until far more has happened at one desk than a gateway keeps. The gateway's memory stays bounded, another listener
/// misses nothing; when the slow ones read again, each is told that it missed some.
/// </summary>
public sealed class SlowReader() : ScriptedFault("slow-reader", "readers of the event stream that do not read", 1)
{
    private const int Twins = 24;
    private const int SlowOnes = 200;

    private const long MostGrowth = 300L << 20;

    /// <summary>Else some 300 MB lie about before the first collection, and it is not garbage that is asked for here.</summary>
    private const long GarbageAtMost = 32L << 20;

    /// <summary>Linux: IPPROTO_TCP, TCP_MAXSEG.</summary>
    private const int ProtocolTcp = 6, LongestSegment = 2, EthernetSegment = 1460;

    /// <summary>Events of one desk that happen while they do not read: those a gateway keeps of a desk (4,096), and those that lie in the buffers between.</summary>
    private const int EventsShort = 6_000, EventsLong = 60_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public override async Task<FaultReport> Run(FaultPlan plan)
    {
        await using var grid = await EmbeddedGrid.Start(GridSettings.Default with { GarbageAtMost = GarbageAtMost }, TemporaryFolder(), isTemporary: true);
        using var history = new ClientHistory(TimeProvider.System, plan.HistoryFile);
        await using var ward = new Ward(history, new VitalsPlan(plan.Seed), [grid.Gateways[0].Address], OfOneDesk) { Between = TimeSpan.Zero };
        await ward.Register();
        await using var listener = new EventListener(grid.Gateways[0].Address);
        var slow = new List<TcpClient>();
        for (var i = 0; i < SlowOnes; i++) slow.Add(await Open(grid.Gateways[0].Address));
        var strikes = new Strikes(plan, grid, ward, history);
        ward.Start();
        await strikes.LoadGoesOn();
        var before = ResidentBytes(grid.Gateways[0].Id);
        var wanted = listener.RowsHeard + (plan.IsShort ? EventsShort : EventsLong);
        await Eventually.Holds(() => listener.RowsHeard >= wanted, Patience, () => $"{listener.RowsHeard} of {wanted} events came to a listener beside the slow ones.\n{grid.Said}");
        var after = ResidentBytes(grid.Gateways[0].Id);
        await ward.Stop();
        await Witness.Settled(grid);
        var seen = await Witness.See(grid, ward.Twins);
        var violations = new List<Violation>(Checker.Check(history.Fates, seen, null));
        if (after - before > MostGrowth) violations.Add(new Violation("memory", $"the gateway grew by {(after - before) >> 20} MiB while {SlowOnes} readers did not read"));
        foreach (var alert in seen.Alerts.Where(alert => !listener.Alerts.ContainsKey(alert.Id))) violations.Add(new Violation("alert missing", $"{alert} did not come to a listener beside the slow ones"));
        var told = (await Task.WhenAll(slow.Select(ReadOn))).Count(text => text.Contains("event: missed", StringComparison.Ordinal));
        slow.ForEach(reader => reader.Dispose());
        if (told < SlowOnes) violations.Add(new Violation("alert missing", $"{SlowOnes - told} of {SlowOnes} slow readers were not told that they missed events"));
        return Report(plan, history, seen, violations,
        [
            $"gateway {before >> 20} MiB, then {after >> 20} MiB; {told} of {SlowOnes} slow readers were told that they missed events, while {listener.RowsHeard} rows came to a listener beside them, who missed {listener.Missed} times",
        ]);
    }

    /// <summary>Twins of one desk: all that happens, happens there.</summary>
    private static int[] OfOneDesk => [.. Enumerable.Range(0, int.MaxValue).Where(twin => TwinId.Parse(VitalsPlan.Name(twin)).Partition(GridSettings.Partitions) == 0).Take(Twins)];

    /// <summary>A reader as if over a network: with segments as long as the loopback's, the kernel would keep some megabytes for each, and nothing be missed.</summary>
    private static async Task<TcpClient> Open(Uri gateway)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        client.Client.SetRawSocketOption(ProtocolTcp, LongestSegment, BitConverter.GetBytes(EthernetSegment));
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
