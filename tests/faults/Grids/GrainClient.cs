using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace TwinGrid.Faults.Grids;

/// <summary>A connection to the grains of a running grid, for what no gateway answers: the hash of a twin's state.</summary>
public sealed class GrainClient : IAsyncDisposable
{
    private readonly IHost _host;

    private GrainClient(IHost host) => _host = host;

    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>To the silos that share a PostgreSQL.</summary>
    public static Task<GrainClient> OfClinic(string connectionString) =>
        Connect(client => client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString)));

    /// <summary>To an embedded silo.</summary>
    public static Task<GrainClient> OfEmbedded(int siloGatewayPort) => Connect(client => client.UseStaticClustering(new IPEndPoint(IPAddress.Loopback, siloGatewayPort)));

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static async Task<GrainClient> Connect(Action<IClientBuilder> cluster)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            cluster(client);
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("twingrid", "twingrid"));
            client.UseConnectionRetryFilter(async (_, stop) =>
            {
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, stop);
                return true;
            });
        });
        var host = builder.Build();
        await host.StartAsync();
        return new GrainClient(host);
    }
}
