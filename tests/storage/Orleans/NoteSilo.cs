using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using TwinGrid.Grains.Saving;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Testbed;

namespace TwinGrid.Storage.Tests;

/// <summary>A silo in this process that stores by Orleans' ADO.NET providers.</summary>
internal sealed class NoteSilo(IHost host) : IAsyncDisposable
{
    public IServiceProvider Services => host.Services;

    public IGrainFactory Grains => host.Services.GetRequiredService<IGrainFactory>();

    /// <param name="clustered">Whether it finds the others in the database, or stays alone.</param>
    /// <param name="states">Where rare states are kept by group commit, with Orleans' tables for what is older; null to keep them in Orleans' tables as older versions did.</param>
    public static async Task<NoteSilo> Start(StorageOptions storage, bool clustered = false, ISnapshotStore? states = null)
    {
        var invariant = OrleansTables.Invariant(storage.Kind);
        var connection = OrleansTables.ConnectionString(storage);
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "notes");
            if (clustered)
            {
                silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = (invariant, connection));
                silo.ConfigureEndpoints(IPAddress.Loopback, LoopbackPort.Free(), LoopbackPort.Free());
            }
            else
            {
                silo.UseLocalhostClustering(LoopbackPort.Free(), LoopbackPort.Free(), serviceId: "notes", clusterId: "notes");
            }
            if (states is not null)
                silo.Services.AddKeyedSingleton<IGrainStorage>(RareState.Store, (services, _) => new RareStateStorage(
                    states, services.GetRequiredService<Serializer>(), services.GetRequiredKeyedService<IGrainStorage>(RareState.OlderStore)));
            silo.AddAdoNetGrainStorage(states is null ? RareState.Store : RareState.OlderStore, options => (options.Invariant, options.ConnectionString) = (invariant, connection));
            silo.UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (invariant, connection));
        });
        var host = builder.Build();
        await host.StartAsync();
        return new NoteSilo(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        host.Dispose();
    }
}
