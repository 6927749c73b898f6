namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>Somebody who signs in at the built-in issuer.</summary>
internal sealed class Person
{
    /// <summary>What he signs in with. It stays in this store: tokens and records name the subject.</summary>
    public required string Name { get; init; }

    /// <summary>Random; what tokens and the audit trail call him.</summary>
    public required string Subject { get; init; }

    /// <summary>PBKDF2 with a salt of its own.</summary>
    public string PasswordHash { get; set; } = "";

    /// <summary>A word of <see cref="RoleWords"/>.</summary>
    public required string Role { get; set; }

    /// <summary>A patient's twin.</summary>
    public string? Patient { get; set; }

    /// <summary>A clinician's care teams, separated by spaces.</summary>
    public string CareTeams { get; set; } = "";

    /// <summary>A researcher's studies, separated by spaces.</summary>
    public string Studies { get; set; } = "";
}
