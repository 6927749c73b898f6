namespace TwinGrid.Gateway.Identity;

/// <summary>
/// Who says who somebody is, section <c>TwinGrid:Identity</c>. Without an issuer the gateway knows nobody: it serves this machine only and takes everyone on it for
/// the development operator.
/// </summary>
public sealed record IdentityOptions
{
    public const string Section = "TwinGrid:Identity";

    /// <summary>Address of the OpenID Connect issuer, as it stands in <c>iss</c>; null for development.</summary>
    public string? Issuer { get; init; }

    /// <summary>What <c>aud</c> of an access token must name.</summary>
    public string Audience { get; init; } = "twingrid";

    /// <summary>Algorithms a token may be signed with, separated by spaces. Asymmetric ones only: who checks a signature must not be able to make one.</summary>
    public string Algorithms { get; init; } = "RS256 PS256 ES256 ES384";

    /// <summary>How far the issuer's clock and this one may be apart, seconds, 0 to 300.</summary>
    public int ClockSkewSeconds { get; init; } = 30;

    /// <summary>True: this gateway is the issuer itself.</summary>
    public bool BuiltIn { get; init; }

    /// <summary>File with the built-in issuer's users and clients; null: <c>identity.db</c> in the data folder.</summary>
    public string? Store { get; init; }

    /// <summary>Folder with the keys of the built-in issuer, of cookies and of event places; null: <c>keys</c> in the data folder. Gateways that stand for each other share it.</summary>
    public string? Keys { get; init; }

    /// <summary>How long an access token of the built-in issuer is good, minutes, 1 to 60.</summary>
    public int TokenMinutes { get; init; } = 10;

    /// <summary>The pages' own client at a foreign issuer; null: the pages are closed there.</summary>
    public string? PagesClientId { get; init; }

    /// <summary>Its secret, from the environment.</summary>
    public string? PagesClientSecret { get; init; }

    /// <summary>True where a proxy before the gateway ends TLS, so that plain HTTP may be served beyond this machine.</summary>
    public bool TlsEndsBefore { get; init; }

    /// <summary>Names of the claims that tell who somebody is to TwinGrid.</summary>
    public ClaimNames Claims { get; init; } = new();

    /// <summary>True without an issuer.</summary>
    public bool IsDevelopment => Issuer is null;

    internal IReadOnlyList<string> AllowedAlgorithms => Algorithms.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="data">Folder of the embedded files.</param>
    /// <exception cref="IdentityException">A setting is wrong; the message names it.</exception>
    public static IdentityOptions From(IConfiguration configuration, string data = "data")
    {
        try
        {
            var options = configuration.GetSection(Section).Get<IdentityOptions>() ?? new IdentityOptions();
            options = options with
            {
                Issuer = string.IsNullOrWhiteSpace(options.Issuer) ? null : options.Issuer.Trim(),
                Store = options.Store ?? Path.Combine(data, "identity.db"),
                Keys = options.Keys ?? Path.Combine(data, "keys"),
            };
            return options.Fault() is { } fault ? throw new IdentityException(fault) : options;
        }
        catch (InvalidOperationException error)
        {
            throw new IdentityException($"A setting of section {Section} cannot be read: {error.InnerException?.Message ?? error.Message}", error);
        }
    }

    private static readonly HashSet<string> Asymmetric = new(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"], StringComparer.Ordinal);

    private string? Fault()
    {
        if (Issuer is null) return BuiltIn ? $"{Section}:{nameof(BuiltIn)} needs {Section}:{nameof(Issuer)}: the address under which the gateway is reached." : null;
        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("https" or "http") || issuer.Query.Length > 0 || issuer.Fragment.Length > 0)
            return $"{Section}:{nameof(Issuer)} is '{Issuer}', but must be an address such as https://login.example/realms/clinic.";
        if (issuer.Scheme == "http" && !issuer.IsLoopback) return $"{Section}:{nameof(Issuer)} is '{Issuer}', but must begin with https: whoever stands between could issue tokens.";
        if (BuiltIn && issuer.AbsolutePath != "/") return $"{Section}:{nameof(Issuer)} is '{Issuer}', but the built-in issuer must be the root of its address.";
        if (string.IsNullOrWhiteSpace(Audience)) return $"{Section}:{nameof(Audience)} must not be empty.";
        if (AllowedAlgorithms.Count == 0) return $"{Section}:{nameof(Algorithms)} must name one at least.";
        if (AllowedAlgorithms.FirstOrDefault(name => !Asymmetric.Contains(name)) is { } wrong)
            return $"{Section}:{nameof(Algorithms)} names '{wrong}', but may name only {string.Join(", ", Asymmetric)}.";
        if (ClockSkewSeconds is < 0 or > 300) return $"{Section}:{nameof(ClockSkewSeconds)} is {ClockSkewSeconds}, but must be from 0 to 300.";
        if (TokenMinutes is < 1 or > 60) return $"{Section}:{nameof(TokenMinutes)} is {TokenMinutes}, but must be from 1 to 60.";
        return null;
    }
}

/// <summary>Names of the claims of an access token that tell who somebody is to TwinGrid.</summary>
public sealed record ClaimNames
{
    /// <summary>One of patient, clinician, researcher, device, operator.</summary>
    public string Role { get; init; } = "twingrid_role";

    /// <summary>The twin of a patient, or the one a device belongs to.</summary>
    public string Patient { get; init; } = "patient";

    /// <summary>A clinician's care teams.</summary>
    public string CareTeams { get; init; } = "care_teams";

    /// <summary>A researcher's studies.</summary>
    public string Studies { get; init; } = "studies";

    /// <summary>A device's name.</summary>
    public string Device { get; init; } = "device";
}
