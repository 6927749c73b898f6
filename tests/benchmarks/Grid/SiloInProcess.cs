using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TwinGrid.Readers;
using TwinGrid.Silo;
using TwinGrid.VitalsLog;

namespace TwinGrid.Benchmarks.Grid;

/// <summary>The embedded silo as it is, in this process, on a folder of its own.</summary>
internal static class SiloInProcess
{
    /// <summary>A checkpoint a minute, or where a reader holds as many packets as it may: what a nation would choose, see <c>nation</c>.</summary>
    public const double CheckpointSeconds = 60;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Starts one; dispose it to stop it.</summary>
    /// <param name="replace">Stands other services in.</param>
    public static async Task<IHost> Start(string folder, Action<IServiceCollection>? replace = null, double checkpointSeconds = CheckpointSeconds)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.AddGridSilo(new GridOptions { Data = folder, CheckpointSeconds = checkpointSeconds });
        replace?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    public static IGrainFactory Grains(this IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Waits until every reader has made all that is in the log durable.</summary>
    public static async Task Settle(this IHost host)
    {
        var log = host.Services.GetRequiredService<IVitalsLog>();
        foreach (var partition in Enumerable.Range(0, log.PartitionCount))
            while ((await host.Grains().GetGrain<IPartitionReader>(partition).KeepAlive()).Checkpoint < await log.End(partition, CancellationToken.None))
                await Task.Delay(Look, TimeProvider.System);
    }

    /// <summary>Stops it; what is measured need not be saved.</summary>
    public static async Task Stop(this IHost host)
    {
        using var patience = new CancellationTokenSource(Patience);
        await host.StopAsync(patience.Token);
        if (host is IAsyncDisposable disposable) await disposable.DisposeAsync();
    }
}
