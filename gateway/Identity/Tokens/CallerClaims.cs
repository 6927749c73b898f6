using System.Security.Claims;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Identity.Scopes;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Identity.Tokens;

/// <summary>Reads from the claims of a checked token, or of a page's visitor, who asks.</summary>
internal sealed class CallerClaims(IdentityOptions options)
{
    private readonly ClaimNames _names = options.Claims;

    /// <summary>The credential; null where the claims name no subject or no role that TwinGrid knows, or lack what the role needs.</summary>
    public Credential? Read(ClaimsPrincipal principal, DateTimeOffset expiresAt)
    {
        var client = Text(principal, "client_id") ?? Text(principal, "azp");
        var subject = Text(principal, "sub") ?? client;
        if (subject is null || RoleOf(principal) is not { } role) return null;
        TwinId? patient = TwinId.TryParse(Text(principal, _names.Patient), out var twin) ? twin : null;
        if (role is Role.Patient or Role.Device && patient is null) return null;
        var device = role == Role.Device ? Text(principal, _names.Device) : null;
        if (role == Role.Device && device is null) return null;
        var caller = new Caller(subject, role, client ?? subject)
        {
            OwnTwin = role is Role.Patient or Role.Device ? patient : null,
            CareTeams = role == Role.Clinician ? Several(principal, _names.CareTeams) : [],
            Study = role == Role.Researcher && Several(principal, _names.Studies) is [var study, ..] ? study : null,
            CredentialId = Text(principal, "jti"),
        };
        return new Credential(caller, GrantedScopes.Read(string.Join(' ', Several(principal, "scope").Concat(Several(principal, "scp")))), expiresAt)
        {
            Patient = patient,
            Device = device,
        };
    }

    /// <summary>The role; null where there is none, or more than one.</summary>
    private Role? RoleOf(ClaimsPrincipal principal) => Several(principal, _names.Role) is [var word] ? RoleWords.Read(word) : null;

    private static string? Text(ClaimsPrincipal principal, string name) => principal.FindFirst(name)?.Value is { Length: > 0 and <= 256 } text ? text : null;

    /// <summary>A claim that is repeated, a list, or words separated by spaces.</summary>
    private static string[] Several(ClaimsPrincipal principal, string name) =>
        [.. principal.FindAll(name).SelectMany(claim => claim.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];
}
