using TwinGrid.Vault.Store;

namespace TwinGrid.Vault;

/// <summary>Opens the vault before anything asks, so that a wrong key or a store that is not there stops the start.</summary>
public sealed class VaultStartup
{
    private readonly VaultStore _store;

    internal VaultStartup(VaultStore store) => _store = store;

    /// <summary>Brings the store to the newest schema and compares the keys with it.</summary>
    /// <exception cref="VaultException">It cannot be opened, or the key is not the one it is sealed with.</exception>
    public Task Open(CancellationToken cancel) => _store.Open(cancel);
}
