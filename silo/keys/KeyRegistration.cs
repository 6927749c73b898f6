using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TwinGrid.Erasure;

namespace TwinGrid.Keys;

/// <summary>Registers the keys of the patients.</summary>
public static class KeyRegistration
{
    /// <summary>Registers <see cref="PatientKeys"/>, which what uses them opens. The container closes them, after what was registered later.</summary>
    public static IServiceCollection AddPatientKeys(this IServiceCollection services, KeyOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(options);
        services.TryAddSingleton<PatientKeys>();
        services.TryAddSingleton<IErasedTwins>(provider => provider.GetRequiredService<PatientKeys>());
        return services;
    }
}
