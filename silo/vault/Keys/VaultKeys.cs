using TwinGrid.Vault.Store;

namespace TwinGrid.Vault.Keys;

/// <summary>The key that rows are sealed with now, and the one before where rows are still under it. Generations count keys from 1.</summary>
/// <param name="Previous">Null once nothing is under it any more.</param>
internal sealed record VaultKeys(VaultKey Current, int Generation, VaultKey? Previous)
{
    /// <summary>The key of a row.</summary>
    /// <exception cref="VaultException">It is neither of the two.</exception>
    public VaultKey Of(int generation) => generation == Generation ? Current
        : generation == Generation - 1 && Previous is { } previous ? previous
        : throw new VaultException($"A row of the vault is sealed with its key number {generation}, which was not given.");

    /// <summary>
    /// Reads the keys and compares them with the vault. The first key is written down; another one takes its place only where the one before is given too, so that a
    /// wrong key is told from a new one.
    /// </summary>
    public static async Task<VaultKeys> Agree(VaultSession session, VaultOptions options, TimeProvider time, CancellationToken cancel)
    {
        var known = await session.Rows("select generation, key_id from vault_key order by generation desc limit 1", row => (Generation: row.GetInt32(0), Id: row.GetString(1)), cancel);
        var (current, previous) = (KeyFiles.Current(options, isFirst: known.Count == 0), KeyFiles.Previous(options));
        if (known is not [var (generation, id)]) return new VaultKeys(current, await Add(session, 1, current, time, cancel), null);
        if (current.Id != id)
        {
            if (previous?.Id != id) throw new VaultException($"The key of the identity vault is not the one it is sealed with (its id is {id}). To change keys give the one before as {VaultOptions.Section}:{nameof(VaultOptions.PreviousKeyFile)}.");
            if (await Resealing.Left(session, generation, cancel) > 0) throw new VaultException("Rows of the identity vault are still sealed with the key before the one before: start with those two and let 'vault rotate' end first.");
            generation = await Add(session, generation + 1, current, time, cancel);
        }
        var keys = new VaultKeys(current, generation, previous is not null && await IdOf(session, generation - 1, cancel) == previous.Id ? previous : null);
        if (keys.Previous is null && await Resealing.Left(session, generation, cancel) is > 0 and var left)
            throw new VaultException($"{left} rows of the identity vault are still sealed with the key before: give it as {VaultOptions.Section}:{nameof(VaultOptions.PreviousKeyFile)} until 'vault rotate' has ended.");
        return keys;
    }

    private static async Task<int> Add(VaultSession session, int generation, VaultKey key, TimeProvider time, CancellationToken cancel)
    {
        await session.Execute("insert into vault_key (generation, key_id, since) values ($1, $2, $3)", cancel, generation, key.Id, $"{time.GetUtcNow():O}");
        return generation;
    }

    private static async Task<string?> IdOf(VaultSession session, int generation, CancellationToken cancel) =>
        await session.Rows("select key_id from vault_key where generation = $1", row => row.GetString(0), cancel, generation) is [var id] ? id : null;
}
