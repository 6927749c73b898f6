using System.CommandLine;
using TwinGrid.Devices.Demo;

var root = new RootCommand("Simulated people wearing simulated devices, replay of recorded data, and load: all through the gateway's public API.")
{
    DemoCommand.Make(),
};
return await root.Parse(args).InvokeAsync();
