using TwinGrid.Access;
using TwinGrid.Gateway.Identity.Scopes;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Access;

/// <summary>What somebody showed at the door, checked: who he is and what he was granted.</summary>
/// <param name="Caller">Who asks; null for nobody.</param>
/// <param name="Scopes">What the token grants.</param>
/// <param name="ExpiresAt">From then on it is worth nothing; open streams end with it.</param>
internal sealed record Credential(Caller? Caller, GrantedScopes Scopes, DateTimeOffset ExpiresAt)
{
    /// <summary>The one patient that a token with <c>patient/</c> scopes is about; null where it names none.</summary>
    public TwinId? Patient { get; init; }

    /// <summary>Name of a device, which its packets must carry; null for everybody else.</summary>
    public string? Device { get; init; }

    /// <summary>What it is counted under where requests are rationed: one person or device through one program.</summary>
    public string Key { get; } = Caller is null ? "" : $"{Caller.Subject}\n{Caller.ClientId}";

    /// <summary>Everyone, as long as there is no issuer of identities.</summary>
    public static Credential Development { get; } = new(Caller.Development, GrantedScopes.Everything, DateTimeOffset.MaxValue);

    /// <summary>Nothing was shown.</summary>
    public static Credential None { get; } = new(null, GrantedScopes.None, DateTimeOffset.MaxValue);

    /// <summary>Something was shown that does not hold.</summary>
    public static Credential Refused { get; } = new(null, GrantedScopes.None, DateTimeOffset.MaxValue);

    public bool IsDevelopment => ReferenceEquals(this, Development);
}
