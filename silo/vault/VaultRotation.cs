using TwinGrid.Vault.Keys;
using TwinGrid.Vault.Store;

namespace TwinGrid.Vault;

/// <summary>Seals the vault anew with the key that is set, row by row, beside running gateways; what was stopped goes on where it ended.</summary>
public sealed class VaultRotation
{
    private readonly VaultStore _store;

    internal VaultRotation(VaultStore store) => _store = store;

    /// <summary>Seals all that is still under the key before.</summary>
    /// <param name="told">Is told how many rows are done, as it goes.</param>
    /// <returns>Rows that were sealed anew.</returns>
    /// <exception cref="VaultException">The vault cannot be used, or a key is missing.</exception>
    public async Task<long> Run(IProgress<long>? told, CancellationToken cancel)
    {
        for (long done = 0; ;)
        {
            if (await _store.Run((session, keys) => Resealing.Step(session, keys, cancel), cancel) is not (> 0 and var rows))
            {
                await _store.Scrub(cancel);
                return done;
            }
            told?.Report(done += rows);
        }
    }
}
