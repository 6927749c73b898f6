using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using TwinGrid.Devices.Demo;
using TwinGrid.Devices.Uplink;
using TwinGrid.Silo;

namespace TwinGrid.Gateway.Start;

/// <summary>Runs the simulated people of <c>--demo</c> once the gateway serves. They know nothing of this process: they send over HTTP as any device does.</summary>
public sealed partial class DemoDevices(
    IServer server, GridOptions grid, int people, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<DemoDevices> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Started(stoppingToken);
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        try
        {
            await DemoWard.Run(
                new DemoOptions { Gateway = new Uri(address), People = people, StateFile = Path.Combine(grid.Data, "demo-people.json"), Time = time, Logger = logger },
                stoppingToken);
        }
        catch (Exception error) when (error is GatewayRefusedException or InvalidDataException)
        {
            LogEnded(error.Message); // the grid goes on without them
        }
    }

    private async Task Started(CancellationToken stop)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var onStart = lifetime.ApplicationStarted.Register(() => started.TrySetResult());
        await started.Task.WaitAsync(stop);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The simulated people ended: {Reason}")]
    private partial void LogEnded(string reason);
}
