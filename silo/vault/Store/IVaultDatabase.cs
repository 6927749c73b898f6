namespace TwinGrid.Vault.Store;

/// <summary>The vault's own database. Safe for concurrent use.</summary>
internal interface IVaultDatabase : IAsyncDisposable
{
    /// <summary>Brings it to the newest schema, under a lock.</summary>
    Task Open(CancellationToken cancel);

    /// <summary>Runs work in one transaction, which stands when this returns and leaves nothing when it throws. It may be run again where another was in its way.</summary>
    Task<T> Run<T>(Func<VaultSession, Task<T>> work, CancellationToken cancel);

    /// <summary>What was deleted leaves the disk, as far as this database can see to it.</summary>
    Task Scrub(CancellationToken cancel);
}
