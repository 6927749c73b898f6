using System.CommandLine;
using Spectre.Console;
using TwinGrid.Devices.Demo;
using TwinGrid.Devices.Load;
using TwinGrid.Devices.Replay;

namespace TwinGrid.Devices.CommandLine;

/// <summary>The program's commands.</summary>
public static class DevicesCommand
{
    public static RootCommand Make(IAnsiConsole console, TimeProvider time) =>
        new("Simulated people wearing simulated devices, replay of recorded data, and load: all through the gateway's public API.")
        {
            DemoCommand.Make(console, time),
            ReplayCommand.Make(console, time),
            LoadCommand.Make(console, time),
        };
}
