namespace TwinGrid.Storage.Snapshots;

/// <summary>A grain's saved state.</summary>
/// <param name="Kind">Grain kind: <c>twin</c>, <c>heart</c>, <c>metabolism</c> …</param>
/// <param name="Key">Grain key.</param>
/// <param name="Version">1 for the first save, then one more each time.</param>
/// <param name="State">The serialised state.</param>
public sealed record Snapshot(string Kind, string Key, long Version, byte[] State);

/// <summary>
/// Saved grain states, written by group commit: what many grains hand in is gathered and written in one transaction. Safe for concurrent use.
/// </summary>
public interface ISnapshotStore
{
    /// <summary>The saved state; null when there is none.</summary>
    Task<Snapshot?> Load(string kind, string key, CancellationToken cancel);

    /// <summary>
    /// Saves state as version <paramref name="expectedVersion"/> + 1 if the stored version is <paramref name="expectedVersion"/> (0: none stored).
    /// Completes when durable. A conflict or a bad row does not fail the others of its batch.
    /// </summary>
    /// <returns>The new version.</returns>
    /// <exception cref="StaleSnapshotException">Another activation wrote in between: this one must deactivate.</exception>
    Task<long> Save(string kind, string key, long expectedVersion, ReadOnlyMemory<byte> state, CancellationToken cancel);

    /// <summary>Takes a saved state away if the stored version is <paramref name="expectedVersion"/>, which is at least 1. Otherwise like <see cref="Save"/>.</summary>
    /// <exception cref="StaleSnapshotException">Another activation wrote in between: this one must deactivate.</exception>
    Task Remove(string kind, string key, long expectedVersion, CancellationToken cancel);

    /// <summary>Saved states of a kind, in the order of their keys, above <paramref name="afterKey"/>.</summary>
    Task<IReadOnlyList<Snapshot>> Page(string kind, string afterKey, int limit, CancellationToken cancel);

    /// <summary>Keys of a kind, in order, above <paramref name="afterKey"/>; for listing registered twins.</summary>
    Task<IReadOnlyList<string>> Keys(string kind, string afterKey, int limit, CancellationToken cancel);
}

/// <summary>A conditional write lost: the stored version is not the expected one.</summary>
public sealed class StaleSnapshotException : Exception
{
    public StaleSnapshotException() { }
    public StaleSnapshotException(string message) : base(message) { }
    public StaleSnapshotException(string message, Exception inner) : base(message, inner) { }
    public StaleSnapshotException(string kind, string key, long expected)
        : base($"{kind}/{key}: another activation has saved since version {expected}; this one must stand down.") => Expected = expected;
    public StaleSnapshotException(string kind, string key, long expected, long stored)
        : base($"{kind}/{key}: version {stored} is stored, but {expected} was expected: another activation has saved since; this one must stand down.") =>
        (Expected, Stored) = (expected, stored);

    /// <summary>The version the loser went out from.</summary>
    public long Expected { get; }

    /// <summary>The version that is stored, 0 for none; null where the store did not say.</summary>
    public long? Stored { get; }
}
