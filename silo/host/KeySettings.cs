namespace TwinGrid.Silo;

/// <summary>Where the keys of the patients lie, apart from the data, and the secret that seals them. Section <c>TwinGrid:Keys</c>.</summary>
public sealed record KeySettings
{
    /// <summary>Folder of the keys of an embedded grid; null: beside the data folder, its name with <c>-keys</c>. Never in one backup with the data.</summary>
    public string? Folder { get; init; }

    /// <summary>Npgsql connection string of the keys' database; null: the grid's own, in a schema apart.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>A file with the secret, 32 bytes in Base64. An embedded grid makes one at its first start.</summary>
    public string? SecretFile { get; init; }

    /// <summary>The secret itself, from the environment; instead of <see cref="SecretFile"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>A file with secrets of before, one a line, until every key is sealed with the new one.</summary>
    public string? FormerSecretsFile { get; init; }
}
