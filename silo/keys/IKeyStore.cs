namespace TwinGrid.Keys;

/// <summary>A patient's key as it is stored.</summary>
/// <param name="Secret">Name of the secret it is sealed with; null with <paramref name="Sealed"/> when it was destroyed.</param>
internal readonly record struct StoredKey(string Twin, string? Secret, byte[]? Sealed)
{
    public bool IsDestroyed => Sealed is null;
}

/// <summary>Where keys are stored. Safe for concurrent use.</summary>
internal interface IKeyStore : IAsyncDisposable
{
    /// <exception cref="KeysException">It cannot be opened.</exception>
    Task Open(CancellationToken cancel);

    /// <summary>Those of these patients that are stored, destroyed ones included.</summary>
    Task<IReadOnlyList<StoredKey>> Load(IReadOnlyCollection<string> twins, CancellationToken cancel);

    /// <summary>Some key that is kept, to try the secret on; none in an empty store.</summary>
    Task<IReadOnlyList<StoredKey>> Any(CancellationToken cancel);

    /// <summary>Stores the keys of patients who have none and never had one, in one transaction; then what is stored of all of them. Durable when it returns.</summary>
    IReadOnlyList<StoredKey> Add(IReadOnlyList<StoredKey> keys);

    /// <summary>Destroys a key for good, or sees to it that the patient never gets one. Durable when it returns.</summary>
    Task Destroy(string twin, CancellationToken cancel);

    /// <summary>Destructions above a number, in their order.</summary>
    Task<IReadOnlyList<(long Number, string Twin)>> DestroyedAfter(long number, CancellationToken cancel);

    /// <summary>Some keys that are sealed with another secret than the one named, in the order of their twins, above one.</summary>
    Task<IReadOnlyList<StoredKey>> NotSealedWith(string secret, string after, int limit, CancellationToken cancel);

    /// <summary>Stores keys sealed anew; those destroyed meanwhile stay destroyed.</summary>
    Task Reseal(IReadOnlyList<StoredKey> keys, CancellationToken cancel);
}
