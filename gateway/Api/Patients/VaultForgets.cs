using TwinGrid.Erasure;
using TwinGrid.Patients;
using TwinGrid.Vault;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Patients;

/// <summary>Has the identity vault forget an erased patient: what named him outside, and what leads back from his pseudonyms in studies.</summary>
internal sealed class VaultForgets(IIdentityVault vault, VaultOptions options) : IForgetsTwins
{
    public string What => "identifiers and pseudonyms";

    public async Task<long> Forget(TwinId twin, CancellationToken cancel) => options.IsAbsent ? 0 : await vault.Forget(twin, cancel);
}
