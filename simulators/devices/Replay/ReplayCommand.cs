using System.CommandLine;
using Spectre.Console;
using TwinGrid.Devices.CommandLine;
using TwinGrid.Devices.Uplink;

namespace TwinGrid.Devices.Replay;

/// <summary><c>replay</c>: a recorded file through the gateway, counted and, when asked, read back.</summary>
public static class ReplayCommand
{
    private const string Help =
        """
        Sends a recorded CSV file through the gateway as if its devices were worn now. One twin is registered for each subject; its id is a keyed hash and
        never the subject's own. The row number is the packet's sequence, so a replay may be broken off and repeated: the totals are the same.

        Formats: cgm (id,time,gl) and icu (minute,HR,ABPSys,…) are known by their columns. Any other CSV by a mapping file:
          { "name": "sleep lab", "subject": "patient",
            "time": { "column": "t", "form": "instant|seconds|minutes|hours", "epoch": "2021-05-03T22:00:00Z", "utcOffset": "09:00:00" },
            "empty": ["", "NA"],
            "signals": [ { "column": "pulse", "code": "8867-4", "unit": "/min", "device": "oximeter" },
                         { "column": "bolus", "code": "insulin-bolus", "unit": "[iU]", "device": "pump", "skipZero": true } ] }
        Leave out subject where the file is one person.
        """;

    public static Command Make(IAnsiConsole console, TimeProvider time)
    {
        var options = new ReplayOptions();
        var command = new Command("replay", Help) { MakeVerify(console, time) };
        options.AddTo(command, sends: true);
        command.SetAction((parsed, cancellation) => Guarded(console, () => Run(options.Read(parsed, time), console, time, null, cancellation)));
        return command;
    }

    /// <summary>Replays; the exit code is 0, or 1 when the totals were read back and differ.</summary>
    /// <param name="handler">Replaces the network in tests.</param>
    /// <exception cref="InvalidDataException">The file or mapping cannot be read.</exception>
    /// <exception cref="GatewayRefusedException">The gateway refuses the request as a whole.</exception>
    public static async Task<int> Run(ReplaySettings settings, IAnsiConsole console, TimeProvider time, HttpMessageHandler? handler, CancellationToken cancellation)
    {
        var (recording, plan) = Open(settings);
        ReplayReport.Announce(console, settings, recording, plan);
        using var http = Client(settings, handler);
        var gateway = new GatewayClient(http, time);
        var run = new ReplayRun(plan, new PacketUplink(gateway, Pauses.Usual(0), time, new ScreenLogger(console)), time);
        await run.Register(settings.Profile, cancellation);

        ReplayTally tally = new();
        await console.Progress().Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn()).StartAsync(async progress =>
        {
            var task = progress.AddTask($"{recording.Name}", maxValue: Math.Max(1, plan.Packets.LongCount()));
            var sent = new Step(packets => task.Increment(packets));
            tally = settings.Speed is { } speed ? await run.Paced(speed, sent, cancellation) : await run.AsFastAsPossible(sent, cancellation);
        });
        ReplayReport.Totals(console, recording, tally);
        return settings.Verify ? await Reconcile(settings, console, gateway, time, tally, cancellation) : 0;
    }

    /// <summary>Reads the totals back of a replay that was done before.</summary>
    /// <inheritdoc cref="Run"/>
    public static async Task<int> Verify(ReplaySettings settings, IAnsiConsole console, TimeProvider time, HttpMessageHandler? handler, CancellationToken cancellation)
    {
        var (recording, plan) = Open(settings);
        ReplayReport.Announce(console, settings, recording, plan);
        var tally = new ReplayTally();
        foreach (var planned in plan.Packets) tally.Expect(planned.Packet);
        using var http = Client(settings, handler);
        return await Reconcile(settings, console, new GatewayClient(http, time), time, tally, cancellation);
    }

    private static Command MakeVerify(IAnsiConsole console, TimeProvider time)
    {
        var options = new ReplayOptions();
        var command = new Command("verify", "Reads the totals of an earlier replay back and compares them with the file: every readable sample must be known. Exit code 1 if they differ.");
        options.AddTo(command, sends: false);
        command.SetAction((parsed, cancellation) => Guarded(console, () => Verify(options.Read(parsed, time), console, time, null, cancellation)));
        return command;
    }

    private static (Recording Recording, ReplayPlan Plan) Open(ReplaySettings settings)
    {
        var recording = Recording.Read(settings.File, settings.Mapping is { } mapping ? ReplayMapping.Load(mapping) : null);
        return (recording, new ReplayPlan(recording, new Pseudonyms(settings.Salt), settings.AsIfEnding));
    }

    private static HttpClient Client(ReplaySettings settings, HttpMessageHandler? handler)
    {
        var http = (handler is null ? new HttpClient() : new HttpClient(handler, disposeHandler: false)).ShowingToken();
        http.BaseAddress = settings.Gateway;
        return http;
    }

    private static async Task<int> Reconcile(
        ReplaySettings settings, IAnsiConsole console, GatewayClient gateway, TimeProvider time, ReplayTally tally, CancellationToken cancellation)
    {
        var read = await new Reconciliation(gateway, time, settings.Patience).Check(tally.Expected, cancellation);
        ReplayReport.Reconciled(console, tally, read);
        return read.Differences.Count == 0 ? 0 : 1;
    }

    private static async Task<int> Guarded(IAnsiConsole console, Func<Task<int>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException or GatewayRefusedException or GatewayUnavailableException)
        {
            console.MarkupLineInterpolated($"[red]{error.Message}[/]");
            return 2;
        }
        catch (OperationCanceledException)
        {
            console.MarkupLine("Broken off. The same command again ends with the same totals.");
            return 130;
        }
    }

    /// <summary>Progress told at once, on the thread that made it.</summary>
    private sealed class Step(Action<int> tell) : IProgress<int>
    {
        public void Report(int value) => tell(value);
    }
}
