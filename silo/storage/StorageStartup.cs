namespace TwinGrid.Storage;

/// <summary>Opens everything that is stored. The host runs it before the silo starts.</summary>
public sealed class StorageStartup(ITwinStorage storage)
{
    /// <exception cref="StorageException">Something cannot be opened; the message says what and why.</exception>
    public async Task Open(CancellationToken cancel) => await storage.Open(cancel);
}
