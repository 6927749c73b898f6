using Orleans.Configuration;
using Orleans.Dashboard;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.Grains.Reach;
using TwinGrid.Silo;

namespace TwinGrid.Gateway.Start;

/// <summary>How this gateway reaches the grains: a silo in its own process, or the silos of a cluster.</summary>
public static class GridConnection
{
    /// <summary>How often silos are looked for: one that has just joined may be the only one left a moment later.</summary>
    private static readonly TimeSpan LookForSilos = TimeSpan.FromSeconds(1);

    public static void AddGrid(this WebApplicationBuilder builder, GridOptions grid)
    {
        builder.AddObservability("twingrid-gateway");
        if (grid.Cluster == ClusterKind.Embedded) builder.AddGridSilo(grid);
        else builder.AddGridClient(grid);
    }

    private static void AddGridClient(this WebApplicationBuilder builder, GridOptions grid)
    {
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddGridLog(grid);
        KnownInterfaces.Add(builder.Services);
        builder.UseOrleansClient(client =>
        {
            if (grid.Dashboard) client.AddDashboard();
            client.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", grid.PostgreSql))
                .Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (grid.ClusterId, grid.ClusterId))
                .AddGatewayCountChangedHandler(services => (_, change) => services.GetRequiredService<SilosInReach>().Note(change))
                .Configure<GatewayOptions>(options => options.GatewayListRefreshPeriod = LookForSilos)
                .UseConnectionRetryFilter(async (_, stop) =>
                {
                    await Task.Delay(LookForSilos, TimeProvider.System, stop);
                    return true; // silos may start after their gateways
                });
        });
    }
}
