using System.Collections.Immutable;
using System.Text.Json;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>What the built-in issuer knows of a program or device beside what OAuth asks for; kept as properties of its registration.</summary>
/// <param name="Role">Role it acts in by itself; null for one that acts only for people.</param>
/// <param name="Scopes">The most it can be granted.</param>
/// <param name="Patient">A device's patient.</param>
/// <param name="NextSecretHash">Hash of a secret that was handed out and not used yet: with its first use the older one is worth nothing.</param>
internal sealed record ClientFacts(string? Role, string Scopes, string? Patient, string CareTeams, string Studies, string? NextSecretHash)
{
    private const string Name = "twingrid";

    public static ClientFacts Of(ImmutableDictionary<string, JsonElement> properties) =>
        properties.TryGetValue(Name, out var facts) ? facts.Deserialize<ClientFacts>()! : new ClientFacts(null, "", null, "", "", null);

    public void Put(IDictionary<string, JsonElement> properties) => properties[Name] = JsonSerializer.SerializeToElement(this);

    /// <exception cref="IdentityException">The role is none, or lacks what it needs.</exception>
    public static void Demand(string role, string? patient, string? device)
    {
        if (RoleWords.Read(role) is not { } known) throw new IdentityException($"The role '{role}' is none: give one of {string.Join(", ", RoleWords.All)}.");
        if (known is TwinGrid.Access.Role.Patient or TwinGrid.Access.Role.Device && !TwinId.TryParse(patient, out _))
            throw new IdentityException($"A {role} needs --patient: the id of the twin, 1 to 64 of A-Z a-z 0-9 . _ -.");
        if (known == TwinGrid.Access.Role.Device && device is null) throw new IdentityException("A device is no person: add it with add-device.");
    }
}
