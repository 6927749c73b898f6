using TwinGrid.Vault.Keys;

namespace TwinGrid.Vault.Store;

/// <summary>
/// The open vault: its database and its keys. Whoever holds a key that is no longer the current one is refused, so that no two gateways seal and look up with different
/// keys. Safe for concurrent use.
/// </summary>
internal sealed class VaultStore(VaultOptions options, TimeProvider time) : IAsyncDisposable
{
    private readonly IVaultDatabase _database = options.PostgreSql is { } connection ? new PostgresVaultDatabase(connection) : new SqliteVaultDatabase(options.Folder ?? "vault", time);
    private readonly SemaphoreSlim _opening = new(1);
    private volatile VaultKeys? _keys;

    /// <summary>Opens the vault unless it is open: schema, keys, and that they are its keys.</summary>
    /// <exception cref="VaultException">It cannot be opened, or the key is not the one it is sealed with.</exception>
    public async Task<VaultKeys> Open(CancellationToken cancel)
    {
        if (_keys is { } open) return open;
        if (options.IsAbsent) throw new VaultException($"This gateway has no identity vault: set {VaultOptions.Section}:{nameof(VaultOptions.PostgreSql)}.");
        await _opening.WaitAsync(cancel);
        try
        {
            if (_keys is { } other) return other;
            await _database.Open(cancel);
            return _keys = await _database.Run(session => VaultKeys.Agree(session, options, time, cancel), cancel);
        }
        finally
        {
            _opening.Release();
        }
    }

    /// <summary>Runs work in one transaction.</summary>
    /// <exception cref="VaultException">The vault cannot be used, or another key is the current one by now.</exception>
    public async Task<T> Run<T>(Func<VaultSession, VaultKeys, Task<T>> work, CancellationToken cancel)
    {
        var keys = await Open(cancel);
        return await _database.Run(
            async session =>
            {
                if (await session.Number("select max(generation) from vault_key", cancel) != keys.Generation)
                    throw new VaultException("The identity vault is sealed with another key by now: start this gateway with that key.");
                return await work(session, keys);
            },
            cancel);
    }

    /// <summary>What was deleted leaves the disk.</summary>
    public Task Scrub(CancellationToken cancel) => _database.Scrub(cancel);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _opening.Dispose();
    }
}
