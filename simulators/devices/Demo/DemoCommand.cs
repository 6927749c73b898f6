using System.CommandLine;
using Spectre.Console;
using TwinGrid.Devices.CommandLine;
using TwinGrid.Devices.Uplink;

namespace TwinGrid.Devices.Demo;

/// <summary><c>demo</c>: a ward of simulated people streamed to a gateway that already runs.</summary>
internal static class DemoCommand
{
    public static Command Make(IAnsiConsole console, TimeProvider time)
    {
        var gateway = GatewayOption.Make();
        var people = new Option<int>("--people") { Description = "How many people.", DefaultValueFactory = _ => 50 };
        var seed = new Option<long>("--seed") { Description = "Decides who they are.", DefaultValueFactory = _ => 2026 };
        var backfill = new Option<double>("--backfill") { Description = "Hours of the past to send first.", DefaultValueFactory = _ => 4 };
        var state = new Option<string>("--state") { Description = "File that lets the next start continue.", DefaultValueFactory = _ => "demo-ward.json" };
        var command = new Command("demo", "Streams simulated people at the pace of life until Ctrl-C.") { gateway, people, seed, backfill, state };
        command.SetAction((parsed, cancellation) => Run(
            new DemoOptions
            {
                Gateway = parsed.GetRequiredValue(gateway),
                People = parsed.GetValue(people),
                Seed = parsed.GetValue(seed),
                Backfill = TimeSpan.FromHours(parsed.GetValue(backfill)),
                StateFile = parsed.GetRequiredValue(state),
                Time = time,
                Logger = new ScreenLogger(console),
            },
            console,
            cancellation));
        return command;
    }

    private static async Task<int> Run(DemoOptions options, IAnsiConsole console, CancellationToken cancellation)
    {
        console.MarkupLineInterpolated($"{options.People} simulated people stream to [blue]{options.Gateway}[/]; Ctrl-C stops, {options.StateFile} remembers.");
        try
        {
            await DemoWard.Run(options, cancellation);
            return 0;
        }
        catch (Exception error) when (error is GatewayRefusedException or InvalidDataException)
        {
            console.MarkupLineInterpolated($"[red]{error.Message}[/]");
            return 1;
        }
    }
}
