using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>The programs and devices of the built-in issuer.</summary>
internal sealed class Clients(RotatingSecrets manager)
{
    public const string DeviceScopes = "system/Observation.c";

    /// <summary>Adds a program that acts for people (with addresses to come back to), or by itself (with a role).</summary>
    /// <param name="jwks">Public keys as JSON Web Key Set, instead of a secret.</param>
    /// <returns>The secret, which is kept nowhere; null for a public program, or one with keys.</returns>
    /// <exception cref="IdentityException">Something about it is wrong.</exception>
    public async Task<string?> Add(string id, ClientFacts facts, IReadOnlyList<Uri> comesBackTo, bool isPublic, string? jwks, CancellationToken cancel)
    {
        if (facts.Role is not null && isPublic) throw new IdentityException("A program that acts by itself must have a secret or keys: leave out --public.");
        if (facts.Role is null && comesBackTo.Count == 0) throw new IdentityException("Give --redirect for a program that acts for people, or --role for one that acts by itself.");
        if (await manager.FindByClientIdAsync(id, cancel) is not null) throw new IdentityException($"'{id}' is there already: remove it first, or rotate its secret.");
        var secret = isPublic || jwks is not null ? null : NewSecret();
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = id,
            ClientSecret = secret,
            ClientType = isPublic ? ClientTypes.Public : ClientTypes.Confidential,
            ConsentType = ConsentTypes.Explicit,
            JsonWebKeySet = jwks is null ? null : new JsonWebKeySet(jwks),
        };
        client.Permissions.Add(Permissions.Endpoints.Token);
        client.Permissions.Add(Permissions.Endpoints.Revocation);
        if (facts.Role is not null) client.Permissions.Add(Permissions.GrantTypes.ClientCredentials);
        if (comesBackTo.Count > 0)
        {
            foreach (var permission in (string[])[Permissions.Endpoints.Authorization, Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code])
                client.Permissions.Add(permission);
            client.RedirectUris.UnionWith(comesBackTo);
        }
        facts.Put(client.Properties);
        await manager.CreateAsync(client, cancel);
        return secret;
    }

    /// <summary>
    /// Hands out a new secret. The older one holds until the new one is used for the first time, so that an answer that got lost locks nobody out; asked for again,
    /// a newer one takes the place of that which was not used.
    /// </summary>
    /// <returns>The secret; null when there is no such client, or it has none.</returns>
    public async Task<string?> Rotate(string id, CancellationToken cancel)
    {
        if (await manager.FindByClientIdAsync(id, cancel) is not { } client || client.ClientSecret is null) return null;
        var secret = NewSecret();
        await manager.Promise(client, secret, cancel);
        return secret;
    }

    /// <summary>What is known of a program or device that shows its secret; null where it does not hold.</summary>
    public async Task<ClientFacts?> Identify(string id, string secret, CancellationToken cancel) =>
        await manager.FindByClientIdAsync(id, cancel) is { ClientSecret: not null } client && await manager.ValidateClientSecretAsync(client, secret, cancel) ? await Facts(client, cancel) : null;

    /// <summary>Takes a program or device out, and what it holds; false when there is none of this id.</summary>
    public async Task<bool> Remove(string id, CancellationToken cancel)
    {
        if (await manager.FindByClientIdAsync(id, cancel) is not { } client) return false;
        await manager.DeleteAsync(client, cancel);
        return true;
    }

    public async Task<IReadOnlyList<(string Id, ClientFacts Facts)>> All(CancellationToken cancel)
    {
        var all = new List<(string, ClientFacts)>();
        await foreach (var client in manager.ListAsync(null, null, cancel)) all.Add((client.ClientId!, await Facts(client, cancel)));
        return all;
    }

    public async Task<ClientFacts?> Find(string id, CancellationToken cancel) => await manager.FindByClientIdAsync(id, cancel) is { } client ? await Facts(client, cancel) : null;

    private async ValueTask<ClientFacts> Facts(OpenIddictEntityFrameworkCoreApplication client, CancellationToken cancel) => ClientFacts.Of(await manager.GetPropertiesAsync(client, cancel));

    private static string NewSecret() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
}
