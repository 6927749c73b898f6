using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TwinGrid.Devices.CommandLine;
using TwinGrid.Devices.Replay;
using TwinGrid.Devices.Uplink;

namespace TwinGrid.Devices.Load;

/// <summary><c>load</c>: many twins at a rate, with a ledger of what was acknowledged; <c>load --check</c> compares a ledger with the history.</summary>
public static class LoadCommand
{
    public static Command Make(IAnsiConsole console, TimeProvider time)
    {
        var gateway = GatewayOption.Make();
        var twins = new Option<int>("--twins") { Description = "How many twins send.", DefaultValueFactory = _ => 100 };
        var rate = new Option<double?>("--rate") { Description = "Packets a second of all together; without it as many as the gateway takes." };
        var seconds = new Option<double>("--seconds") { Description = "How long.", DefaultValueFactory = _ => 10 };
        var senders = new Option<int>("--senders") { Description = "Requests under way at once.", DefaultValueFactory = _ => 4 };
        var seed = new Option<long>("--seed") { Description = "Decides which twins.", DefaultValueFactory = _ => 1 };
        var ledger = new Option<string?>("--ledger") { Description = "File for what was acknowledged; continued where it exists." };
        var check = new Option<string?>("--check") { Description = "Send nothing: compare this ledger with the history. Exit code 1 when an acknowledged sample is missing or one is too many." };
        var allowMore = new Option<bool>("--allow-more") { Description = "With --check: more in the history than in the ledger is right, as after a kill of this program." };
        var patience = new Option<double>("--patience") { Description = "With --check: seconds the history may stand still before a difference is believed.", DefaultValueFactory = _ => 20 };
        var command = new Command("load", "Loads the gateway with simulated twins and keeps a ledger of every acknowledged sample, or checks a ledger.")
        {
            gateway, twins, rate, seconds, senders, seed, ledger, check, allowMore, patience,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = new LoadSettings(
                parsed.GetRequiredValue(gateway), parsed.GetValue(twins), parsed.GetValue(rate), TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                parsed.GetValue(senders), parsed.GetValue(ledger), parsed.GetValue(seed));
            using var http = new HttpClient { BaseAddress = settings.Gateway }.ShowingToken();
            var client = new GatewayClient(http, time);
            try
            {
                return parsed.GetValue(check) is { } file
                    ? await Check(file, parsed.GetValue(allowMore), client, console, time, TimeSpan.FromSeconds(parsed.GetValue(patience)), cancellation)
                    : await Send(settings, client, console, time, cancellation);
            }
            catch (Exception error) when (error is InvalidDataException or IOException or GatewayRefusedException or GatewayUnavailableException)
            {
                console.MarkupLineInterpolated($"[red]{error.Message}[/]");
                return 2;
            }
        });
        return command;
    }

    /// <summary>Loads; exit code 0, or 1 when packets were refused.</summary>
    public static async Task<int> Send(LoadSettings settings, GatewayClient gateway, IAnsiConsole console, TimeProvider time, CancellationToken cancellation)
    {
        if (settings.Twins < 1) throw new InvalidDataException($"--twins is {settings.Twins}, but must be at least 1.");
        LoadResult? result = null;
        await console.Status().StartAsync("registering", async status =>
        {
            var run = new LoadRun(settings, gateway, time, new ScreenLogger(console));
            result = await run.Run(new Counter(time, total => status.Status($"{Number(total)} acknowledged")), cancellation);
        });
        var perSecond = result!.Acknowledged / Math.Max(result.Took.TotalSeconds, 1e-3);
        var table = new Table().Border(TableBorder.Simple).AddColumn("load").AddColumn("");
        table.Columns[1].RightAligned();
        table.AddRow("packets acknowledged", Number(result.Acknowledged));
        table.AddRow("packets refused", Number(result.Refused));
        table.AddRow("acknowledged a second", Number((long)perSecond));
        foreach (var share in (double[])[0.5, 0.95, 0.99]) table.AddRow($"request latency, {share:P0} within", $"{result.Latency(share).TotalMilliseconds:F1} ms");
        console.Write(table);
        return result.Refused == 0 ? 0 : 1;
    }

    /// <summary>Compares a ledger with the history: 0 when they agree, else 1.</summary>
    /// <param name="allowMore">True when the history may know more than the ledger.</param>
    public static async Task<int> Check(
        string file, bool allowMore, GatewayClient gateway, IAnsiConsole console, TimeProvider time, TimeSpan patience, CancellationToken cancellation)
    {
        var expected = Ledger.Read(file);
        var read = await new Reconciliation(gateway, time, patience).Check(expected, cancellation);
        var lost = read.Differences.Sum(difference => Math.Max(0, difference.Expected - difference.Found));
        var more = read.Differences.Sum(difference => Math.Max(0, difference.Found - difference.Expected));
        console.MarkupLineInterpolated($"acknowledged {Number(expected.Values.Sum())}, known to the history {Number(read.Total)}, lost {Number(lost)}, more than acknowledged {Number(more)}");
        return lost == 0 && (more == 0 || allowMore) ? 0 : 1;
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Tells the total once a second: a screen that cannot be redrawn would be flooded.</summary>
    private sealed class Counter(TimeProvider time, Action<long> tell) : IProgress<int>
    {
        private static readonly TimeSpan Often = TimeSpan.FromSeconds(1);

        private long _total;
        private long _told = time.GetTimestamp();

        public void Report(int value)
        {
            _total += value;
            if (time.GetElapsedTime(_told) < Often) return;
            _told = time.GetTimestamp();
            tell(_total);
        }
    }
}
