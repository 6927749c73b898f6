using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TwinGrid.Storage.PostgreSql;
using TwinGrid.Storage.Sqlite;

namespace TwinGrid.Storage;

/// <summary>Registers what is stored of twins.</summary>
public static class StorageRegistration
{
    /// <summary>
    /// Registers snapshots, checkpoints and history, and <see cref="StorageStartup"/>, which the host runs before the silo starts. The container closes the storage.
    /// </summary>
    public static IServiceCollection AddTwinStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => Make(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().Snapshots);
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().Checkpoints);
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().History);
        return services.AddSingleton<StorageStartup>();
    }

    /// <summary>Makes the chosen storage; it is not open yet.</summary>
    /// <exception cref="StorageException">A setting is wrong or missing.</exception>
    public static ITwinStorage Make(StorageOptions options, TimeProvider time, ILoggerFactory loggers) => options.Kind switch
    {
        StorageKind.Sqlite => new SqliteTwinStorage(options, time, loggers.CreateLogger<SqliteTwinStorage>()),
        StorageKind.PostgreSql => new PostgresTwinStorage(options, time, loggers.CreateLogger<PostgresTwinStorage>()),
        _ => throw new StorageException($"Kind is '{options.Kind}', but must be one of {string.Join(", ", Enum.GetNames<StorageKind>())}."),
    };
}
