using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TwinGrid.Keys;
using TwinGrid.VitalsLog.Kafka;
using TwinGrid.VitalsLog.PostgreSql;
using TwinGrid.VitalsLog.Sqlite;

namespace TwinGrid.VitalsLog;

/// <summary>Registers the vitals log.</summary>
public static class VitalsLogRegistration
{
    /// <summary>Registers the chosen <see cref="IVitalsLog"/>; <see cref="PatientKeys"/> must be registered too. The host calls <see cref="IVitalsLog.Open"/> before anything appends or reads; the container closes it.</summary>
    public static IServiceCollection AddVitalsLog(this IServiceCollection services, VitalsLogOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton<IVitalsLog>(provider => Make(options, provider.GetRequiredService<PatientKeys>(), provider.GetRequiredService<TimeProvider>(), provider.GetService<ILogger<IVitalsLog>>()));
    }

    /// <summary>Makes the chosen log; it is not open yet.</summary>
    /// <param name="keys">What records are sealed with; it stays the caller's to close, after the log.</param>
    /// <exception cref="VitalsLogException">A setting is wrong or missing.</exception>
    public static IVitalsLog Make(VitalsLogOptions options, PatientKeys keys, TimeProvider time, ILogger? logger = null) => options.Kind switch
    {
        VitalsLogKind.Sqlite => new SqliteVitalsLog(options, keys, time, logger ?? NullLogger.Instance),
        VitalsLogKind.PostgreSql => new PostgresVitalsLog(options, keys, time),
        VitalsLogKind.Kafka => new KafkaVitalsLog(options, keys, time, logger ?? NullLogger.Instance),
        _ => throw new VitalsLogException($"Kind is '{options.Kind}', but must be one of {string.Join(", ", Enum.GetNames<VitalsLogKind>())}."),
    };
}
