using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TwinGrid.Vault.Store;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Vault;

/// <summary>Registers the identity vault.</summary>
public static class VaultRegistration
{
    /// <summary>Registers studies and their pseudonyms. The vault opens when it is first asked, or by <see cref="VaultStartup"/> before; the container closes it.</summary>
    public static IServiceCollection AddIdentityVault(this IServiceCollection services, VaultOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<VaultStore>();
        services.AddSingleton<VaultStartup>(provider => new VaultStartup(provider.GetRequiredService<VaultStore>()));
        services.AddSingleton<IStudies, StudyRegister>();
        services.AddSingleton<IStudyPseudonyms, StudyPseudonyms>();
        return services;
    }
}
