namespace TwinGrid.Storage;

/// <summary>Prepares and opens everything that is stored. The host runs it before the silo starts.</summary>
public sealed class StorageStartup(ITwinStorage storage, StorageOptions options)
{
    /// <summary>Opens the twins' storage and brings the tables of Orleans' own providers up to date.</summary>
    /// <exception cref="StorageException">Something cannot be opened; the message says what and why.</exception>
    public async Task Open(CancellationToken cancel)
    {
        await storage.Open(cancel);
        await OrleansTables.Ensure(options.Kind, OrleansTables.ConnectionString(options), cancel);
    }
}
