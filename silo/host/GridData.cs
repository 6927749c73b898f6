using TwinGrid.Keys;
using TwinGrid.Storage;
using TwinGrid.VitalsLog;

namespace TwinGrid.Silo;

/// <summary>Where the log and the states lie, and that they are open before anything uses them.</summary>
public static class GridData
{
    /// <summary>The vitals log alone: all a gateway without a silo needs.</summary>
    public static void AddGridLog(this IServiceCollection services, GridOptions grid)
    {
        services.AddPatientKeys(KeysOf(grid));
        services.AddVitalsLog(LogOf(grid));
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(grid.DrainSeconds));
        services.AddHostedService<OpenLog>();
    }

    /// <summary>Where the vitals log lies by these settings. The consumer group is named after the cluster unless it has a name of its own.</summary>
    internal static VitalsLogOptions LogOf(GridOptions grid) => new()
    {
        Kind = grid.Log ?? (grid.Cluster == ClusterKind.Embedded ? VitalsLogKind.Sqlite : VitalsLogKind.PostgreSql),
        Data = grid.Data,
        ConnectionString = grid.PostgreSql,
        Kafka = grid.Kafka is { } kafka ? kafka with { GroupId = kafka.GroupId ?? grid.ClusterId } : null,
        Partitions = grid.Partitions,
    };

    /// <summary>Where the keys of the patients lie by these settings.</summary>
    public static KeyOptions KeysOf(GridOptions grid) => new()
    {
        Kind = grid.Cluster == ClusterKind.Embedded ? KeyStoreKind.Sqlite : KeyStoreKind.PostgreSql,
        Folder = grid.Keys.Folder ?? $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(grid.Data))}-keys",
        ConnectionString = grid.Keys.PostgreSql ?? grid.PostgreSql,
        Secret = grid.Keys.Secret,
        SecretFile = grid.Keys.SecretFile,
        FormerSecretsFile = grid.Keys.FormerSecretsFile,
    };

    /// <summary>Snapshots, checkpoints, history and the tables of the stock grain storage.</summary>
    public static void AddGridStorage(this IServiceCollection services, GridOptions grid)
    {
        services.AddTwinStorage(StorageOf(grid));
        services.AddHostedService<OpenStorage>();
    }

    /// <summary>Where states lie by these settings.</summary>
    internal static StorageOptions StorageOf(GridOptions grid) => new()
    {
        Kind = grid.Cluster == ClusterKind.Embedded ? StorageKind.Sqlite : StorageKind.PostgreSql,
        Data = grid.Data,
        ConnectionString = grid.PostgreSql,
    };

    private sealed class OpenLog(IVitalsLog log) : StartsFirst
    {
        public override Task StartingAsync(CancellationToken cancellationToken) => log.Open(cancellationToken);
    }

    private sealed class OpenStorage(StorageStartup storage) : StartsFirst
    {
        public override Task StartingAsync(CancellationToken cancellationToken) => storage.Open(cancellationToken);
    }

    /// <summary>Work that must be done before any hosted service starts.</summary>
    private abstract class StartsFirst : IHostedLifecycleService
    {
        public abstract Task StartingAsync(CancellationToken cancellationToken);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
