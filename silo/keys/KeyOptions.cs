namespace TwinGrid.Keys;

public enum KeyStoreKind
{
    /// <summary>One file in <see cref="KeyOptions.Folder"/>, one process.</summary>
    Sqlite = 0,

    /// <summary>A schema of a PostgreSQL that gateways and silos share.</summary>
    PostgreSql = 1,
}

/// <summary>Where the keys of the patients lie, and the secret they are sealed with.</summary>
public sealed record KeyOptions
{
    public KeyStoreKind Kind { get; init; } = KeyStoreKind.Sqlite;

    /// <summary>Folder of <c>patient-keys.db</c>, and of <c>secret.key</c> where no secret is given; made when absent. Never back it up together with the data.</summary>
    public string Folder { get; init; } = "data-keys";

    /// <summary>Npgsql connection string; required for <see cref="KeyStoreKind.PostgreSql"/>. The keys lie in its schema <c>twingrid_keys</c>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>The secret that seals keys: 32 bytes in Base64. Null: it is read from <see cref="SecretFile"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>A file with the secret. Null with a null <see cref="Secret"/>: <c>secret.key</c> in <see cref="Folder"/>, made at the first start; not for <see cref="KeyStoreKind.PostgreSql"/>.</summary>
    public string? SecretFile { get; init; }

    /// <summary>A file with secrets of before, one a line, which some keys may still be sealed with.</summary>
    public string? FormerSecretsFile { get; init; }

    /// <summary>Places for keys in memory at most, a power of two, of which four fifths are taken; the others are read again when they are needed. 48 bytes each.</summary>
    public int HeldAtMost { get; init; } = 262_144;

    /// <summary>How soon a process hears that another destroyed a key.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);
}
