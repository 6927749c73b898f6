using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using TwinGrid.Erasure;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>Wires the built-in issuer: OpenIddict with authorization codes (PKCE), client credentials and refresh tokens.</summary>
internal static class IssuerSetup
{
    public static void AddBuiltInIssuer(this IServiceCollection services, IdentityOptions options)
    {
        var keys = new IssuerKeys(options);
        services.AddSingleton(keys);
        services.AddIdentityStore(options);
        services.AddSingleton<Principals>();
        services.AddSingleton<SignInBrake>();
        services.AddSingleton<IForgetsTwins, SignIns>();
        services.AddHostedService<IssuerStart>();
        services.AddOpenIddict().AddServer(server =>
        {
            server.SetIssuer(new Uri(options.Issuer!))
                .SetAuthorizationEndpointUris(IssuerRoutes.Authorize.TrimStart('/')).SetTokenEndpointUris(IssuerRoutes.Token.TrimStart('/')).SetRevocationEndpointUris("connect/revoke")
                .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowClientCredentialsFlow().AllowRefreshTokenFlow()
                .SetAccessTokenLifetime(TimeSpan.FromMinutes(options.TokenMinutes)).SetAuthorizationCodeLifetime(TimeSpan.FromMinutes(1)).SetRefreshTokenLifetime(TimeSpan.FromHours(12))
                .DisableScopeValidation().IgnoreScopePermissions() // scopes of SMART are patterns: GrantableScopes says which are granted
                .IgnoreAudiencePermissions().IgnoreResourcePermissions().DisableAudienceValidation().DisableResourceValidation()
                .DisableAccessTokenEncryption() // any gateway reads them; they name twins by pseudonym only
                .AddSigningKey(keys.Signing).AddEncryptionKey(keys.Sealing);
            server.Configure(ByS256Only);
            var http = server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough();
            if (options.TlsEndsBefore || new Uri(options.Issuer!).Scheme == "http") http.DisableTransportSecurityRequirement(); // on loopback, or a proxy has ended TLS
        });
    }

    /// <summary>The store alone, for the command line.</summary>
    public static void AddIdentityStore(this IServiceCollection services, IdentityOptions options)
    {
        services.AddDbContext<IdentityStore>(store => store.UseSqlite(new SqliteConnectionStringBuilder { DataSource = options.Store }.ToString()).UseOpenIddict());
        services.AddOpenIddict().AddCore(core =>
        {
            core.UseEntityFrameworkCore().UseDbContext<IdentityStore>();
            core.ReplaceApplicationManager<OpenIddictEntityFrameworkCoreApplication, RotatingSecrets>();
        });
        services.AddScoped<RotatingSecrets>(provider => (RotatingSecrets)provider.GetRequiredService<OpenIddict.Core.OpenIddictApplicationManager<OpenIddictEntityFrameworkCoreApplication>>());
        services.AddScoped<People>();
        services.AddScoped<Clients>();
    }

    private static void ByS256Only(OpenIddictServerOptions server)
    {
        server.CodeChallengeMethods.Clear();
        server.CodeChallengeMethods.Add(CodeChallengeMethods.Sha256);
    }
}

/// <summary>Opens the store before anybody is served, and forgets what has expired.</summary>
internal sealed class IssuerStart(IServiceScopeFactory scopes, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Often = TimeSpan.FromHours(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await using (var scope = scopes.CreateAsyncScope()) await scope.ServiceProvider.GetRequiredService<IdentityStore>().Open(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var hour = new PeriodicTimer(Often, time);
            while (await hour.WaitForNextTickAsync(stoppingToken)) await ForgetOld(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the gateway stops
        }
    }

    private async Task ForgetOld(CancellationToken stop)
    {
        await using var scope = scopes.CreateAsyncScope();
        var before = time.GetUtcNow() - TimeSpan.FromDays(1);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, stop);
        await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, stop);
    }
}
