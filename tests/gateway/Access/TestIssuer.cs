using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace TwinGrid.Gateway.Tests.Access;

/// <summary>A foreign OpenID Connect issuer on this machine: metadata, keys, and tokens of every kind, the wrong ones too.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k1" };

    private bool _isGone;

    private TestIssuer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    public SecurityKey Key => _key;

    public static async Task<TestIssuer> Start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var issuer = new TestIssuer(builder.Build());
        issuer._app.MapGet("/.well-known/openid-configuration", () => Results.Json(new { issuer = issuer.Address, jwks_uri = issuer.Address + "/keys" }));
        issuer._app.MapGet("/keys", () => Results.Text($$"""{"keys":[{{Public(issuer._key)}}]}""", "application/json"));
        await issuer._app.StartAsync();
        issuer.Address = issuer._app.Urls.Single();
        return issuer;
    }

    /// <summary>A token; what is not said is right.</summary>
    public string Token(
        string subject, string role, string scope, DateTimeOffset now, IReadOnlyDictionary<string, object>? more = null, string? issuer = null, string audience = "twingrid",
        string type = "at+jwt", TimeSpan? from = null, TimeSpan? to = null, SigningCredentials? signing = null, bool isUnsigned = false)
    {
        var claims = new Dictionary<string, object>(more ?? new Dictionary<string, object>(StringComparer.Ordinal), StringComparer.Ordinal)
        {
            ["sub"] = subject, ["client_id"] = "test-app", ["twingrid_role"] = role, ["scope"] = scope, ["jti"] = Guid.NewGuid().ToString("N"),
        };
        var token = new SecurityTokenDescriptor
        {
            Issuer = issuer ?? Address,
            Audience = audience,
            TokenType = type,
            Claims = claims,
            IssuedAt = now.UtcDateTime,
            NotBefore = (now + (from ?? TimeSpan.FromMinutes(-1))).UtcDateTime,
            Expires = (now + (to ?? TimeSpan.FromMinutes(10))).UtcDateTime,
            SigningCredentials = isUnsigned ? null : signing ?? new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
        };
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    public async ValueTask DisposeAsync()
    {
        if (_isGone) return;
        _isGone = true;
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static string Public(ECDsaSecurityKey key)
    {
        var point = key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return $$"""{"kty":"EC","crv":"P-256","kid":"{{key.KeyId}}","use":"sig","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}""";
    }
}
