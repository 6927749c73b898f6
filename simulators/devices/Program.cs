using System.CommandLine;
using Spectre.Console;
using TwinGrid.Devices.Demo;
using TwinGrid.Devices.Replay;

var root = new RootCommand("Simulated people wearing simulated devices, replay of recorded data, and load: all through the gateway's public API.")
{
    DemoCommand.Make(),
    ReplayCommand.Make(AnsiConsole.Console, TimeProvider.System),
};
return await root.Parse(args).InvokeAsync();
