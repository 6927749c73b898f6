namespace TwinGrid.Vault;

/// <summary>Where the identity vault lies and what it is sealed with, section <c>TwinGrid:Vault</c>.</summary>
public sealed record VaultOptions
{
    public const string Section = "TwinGrid:Vault";

    /// <summary>The key itself, 32 bytes in Base64; environment only, and stands for <see cref="KeyFile"/>.</summary>
    public const string KeyVariable = "TWINGRID_VAULT_KEY";

    /// <summary>The key before, while rows are sealed anew; environment only, and stands for <see cref="PreviousKeyFile"/>.</summary>
    public const string PreviousKeyVariable = "TWINGRID_VAULT_PREVIOUS_KEY";

    /// <summary>Folder of <c>vault.db</c>, the embedded store; null for <c>vault</c> in the data folder.</summary>
    public string? Folder { get; init; }

    /// <summary>Npgsql connection string of a database of its own, where gateways share a vault; null for the embedded store.</summary>
    public string? PostgreSql { get; init; }

    /// <summary>File with the key, 32 bytes in Base64; null for <c>vault.key</c> in the folder of keys, which an embedded grid makes at its first start.</summary>
    public string? KeyFile { get; init; }

    /// <summary>File with the key before, until <c>vault rotate</c> has sealed everything anew; null where there is none.</summary>
    public string? PreviousKeyFile { get; init; }

    /// <summary>Systems of identifiers, separated by spaces, whose values may have twelve digits that could be a My Number by their check digit. Everywhere else they are refused.</summary>
    public string TwelveDigitSystems { get; init; } = "";

    /// <summary>True where there is no vault: whatever asks for one is told so.</summary>
    public bool IsAbsent { get; init; }

    /// <summary>True where a key that is missing is made, as long as nothing is sealed yet.</summary>
    public bool MayMakeKey { get; init; }
}
