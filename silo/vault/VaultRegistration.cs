using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TwinGrid.Vault.Identities;
using TwinGrid.Vault.Store;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Vault;

/// <summary>Registers the identity vault.</summary>
public static class VaultRegistration
{
    /// <summary>Registers identities, studies and their pseudonyms. The vault opens when it is first asked, or by <see cref="VaultStartup"/> before; the container closes it. The first registration stands.</summary>
    public static IServiceCollection AddIdentityVault(this IServiceCollection services, VaultOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(options);
        services.TryAddSingleton<VaultStore>();
        services.TryAddSingleton<VaultStartup>(provider => new VaultStartup(provider.GetRequiredService<VaultStore>()));
        services.TryAddSingleton<VaultRotation>(provider => new VaultRotation(provider.GetRequiredService<VaultStore>()));
        services.TryAddSingleton<IdentifierReader>();
        services.TryAddSingleton<IIdentityVault, IdentityVault>();
        services.TryAddSingleton<IStudies, StudyRegister>();
        services.TryAddSingleton<IStudyPseudonyms, StudyPseudonyms>();
        return services;
    }
}
