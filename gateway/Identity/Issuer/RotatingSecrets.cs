using Microsoft.Extensions.Options;
using OpenIddict.Abstractions;
using OpenIddict.Core;
using OpenIddict.EntityFrameworkCore.Models;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>Checks secrets; one that was handed out takes the older one's place when it is used for the first time.</summary>
internal sealed class RotatingSecrets(
    IOpenIddictApplicationCache<OpenIddictEntityFrameworkCoreApplication> cache, ILogger<OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>> logger,
    IOptionsMonitor<OpenIddictCoreOptions> options, IOpenIddictApplicationStore<OpenIddictEntityFrameworkCoreApplication> store)
    : OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>(cache, logger, options, store)
{
    /// <summary>Keeps the hash of a secret that was handed out.</summary>
    public async Task Promise(OpenIddictEntityFrameworkCoreApplication client, string secret, CancellationToken cancel) =>
        await Keep(client, await ObfuscateClientSecretAsync(secret, cancel), cancel);

    public override async ValueTask<bool> ValidateClientSecretAsync(OpenIddictEntityFrameworkCoreApplication application, string secret, CancellationToken cancellationToken = default)
    {
        if (await base.ValidateClientSecretAsync(application, secret, cancellationToken)) return true;
        var facts = ClientFacts.Of(await GetPropertiesAsync(application, cancellationToken));
        if (facts.NextSecretHash is not { } next || !await ValidateClientSecretAsync(secret, next, cancellationToken)) return false;
        await Keep(application, null, cancellationToken);
        await UpdateAsync(application, secret, cancellationToken);
        return true;
    }

    private async Task Keep(OpenIddictEntityFrameworkCoreApplication client, string? nextHash, CancellationToken cancel)
    {
        var all = new OpenIddictApplicationDescriptor();
        await PopulateAsync(all, client, cancel);
        (ClientFacts.Of(await GetPropertiesAsync(client, cancel)) with { NextSecretHash = nextHash }).Put(all.Properties);
        await PopulateAsync(client, all, cancel);
        await UpdateAsync(client, cancel);
    }
}
