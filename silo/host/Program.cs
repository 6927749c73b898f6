using TwinGrid.Silo;
using TwinGrid.Storage;
using TwinGrid.VitalsLog;

try
{
    var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory }); // its settings file lies beside it, wherever it is started
    var grid = GridOptions.From(builder.Configuration);
    if (grid.Cluster == ClusterKind.Embedded)
        throw new SettingException($"{GridOptions.Section}:{nameof(GridOptions.Cluster)} is Embedded, and an embedded silo lives inside the gateway: start the gateway, or set it to {ClusterKind.PostgreSql}.");
    builder.AddObservability("twingrid-silo");
    if (grid.HealthPort != 0) builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<SiloHealth>(services, grid.HealthPort)); // first: it answers to the end
    builder.AddGridSilo(grid);
    var host = builder.Build();
    await using var closing = (IAsyncDisposable)host;
    await host.StartAsync();
    Console.WriteLine($"TwinGrid silo of cluster '{grid.ClusterId}' runs at {grid.AdvertisedAddress}:{grid.SiloPort}. Ctrl-C stops it.");
    await host.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (error is SettingException or StorageException or VitalsLogException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 2;
}
