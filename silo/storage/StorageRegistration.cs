using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using TwinGrid.Keys;
using TwinGrid.Storage.PostgreSql;
using TwinGrid.Storage.Sqlite;

namespace TwinGrid.Storage;

/// <summary>Registers what is stored of twins.</summary>
public static class StorageRegistration
{
    /// <summary>
    /// Registers snapshots, checkpoints, history, health records and what erases a twin, and <see cref="StorageStartup"/>, which the host runs before the silo starts. The container closes the storage. <see cref="PatientKeys"/> must be registered too.
    /// </summary>
    public static IServiceCollection AddTwinStorage(this IServiceCollection services, StorageOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(provider => Make(options, provider.GetRequiredService<PatientKeys>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().Eraser);
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().Snapshots);
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().Checkpoints);
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().History);
        services.AddSingleton(provider => provider.GetRequiredService<ITwinStorage>().Records);
        return services.AddSingleton<StorageStartup>();
    }

    /// <summary>Makes the chosen storage; it is not open yet.</summary>
    /// <param name="keys">What is sealed with them is a patient's; they stay the caller's to close, after the storage.</param>
    /// <exception cref="StorageException">A setting is wrong or missing.</exception>
    public static ITwinStorage Make(StorageOptions options, PatientKeys keys, TimeProvider time, ILoggerFactory loggers) => options.Kind switch
    {
        StorageKind.Sqlite => new SqliteTwinStorage(options, keys, time, loggers.CreateLogger<SqliteTwinStorage>()),
        StorageKind.PostgreSql => new PostgresTwinStorage(options, keys, time, loggers.CreateLogger<PostgresTwinStorage>()),
        _ => throw new StorageException($"Kind is '{options.Kind}', but must be one of {string.Join(", ", Enum.GetNames<StorageKind>())}."),
    };
}
