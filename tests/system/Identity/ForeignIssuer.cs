using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TwinGrid.Testbed;

namespace TwinGrid.SystemTests.Identity;

/// <summary>
/// Somebody else's OpenID Connect issuer, as small as one can be: authorization code with PKCE for the pages' client, user info, access tokens for the API. Whoever comes
/// to sign in is taken for <see cref="Person"/>. It notes what a client did wrong.
/// </summary>
internal sealed class ForeignIssuer : IAsyncDisposable
{
    public const string Client = "twingrid-pages", Secret = "a secret of this test";

    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly WebApplication _app;
    private readonly ECDsaSecurityKey _key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "k1" };
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce, string ComesBackTo)> _codes = new(StringComparer.Ordinal);

    private ForeignIssuer(WebApplication app) => _app = app;

    public string Address { get; private set; } = "";

    /// <summary>Who signs in: claims of the user info, lists as lists.</summary>
    public Dictionary<string, object> Person { get; } = new(StringComparer.Ordinal) { ["sub"] = "dr-5", ["twingrid_role"] = "clinician", ["care_teams"] = (string[])["ward-7", "ward-8"] };

    /// <summary>For whom ID tokens are issued, and with what nonce; null for the right ones.</summary>
    public (string? Audience, string? Nonce) Wrongly { get; set; }

    /// <summary>What the gateway got wrong.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public static async Task<ForeignIssuer> Start()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{LoopbackPort.Free()}");
        var issuer = new ForeignIssuer(builder.Build());
        issuer._app.MapGet("/.well-known/openid-configuration", issuer.Describe);
        issuer._app.MapGet("/keys", issuer.Keys);
        issuer._app.MapGet("/authorize", issuer.Authorize);
        issuer._app.MapPost("/token", (Delegate)issuer.Exchange);
        issuer._app.MapGet("/userinfo", issuer.UserInfo);
        await issuer._app.StartAsync();
        issuer.Address = issuer._app.Urls.Single();
        return issuer;
    }

    /// <summary>An access token for the API.</summary>
    public string AccessToken(string subject, string role, string scope) =>
        Signed("at+jwt", "twingrid", new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = subject, ["client_id"] = "desk", ["twingrid_role"] = role, ["scope"] = scope, ["jti"] = Guid.NewGuid().ToString("N") });

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _key.ECDsa.Dispose();
    }

    private IResult Describe() => Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
    {
        ["issuer"] = Address, ["jwks_uri"] = Address + "/keys", ["authorization_endpoint"] = Address + "/authorize", ["token_endpoint"] = Address + "/token", ["userinfo_endpoint"] = Address + "/userinfo",
        ["response_types_supported"] = (string[])["code"], ["subject_types_supported"] = (string[])["public"], ["id_token_signing_alg_values_supported"] = (string[])["ES256"],
    });

    private IResult Keys()
    {
        var point = _key.ECDsa.ExportParameters(includePrivateParameters: false).Q;
        return Results.Text($$"""{"keys":[{"kty":"EC","crv":"P-256","kid":"k1","use":"sig","x":"{{Base64UrlEncoder.Encode(point.X)}}","y":"{{Base64UrlEncoder.Encode(point.Y)}}"}]}""", "application/json");
    }

    private IResult Authorize(HttpContext context)
    {
        string Asked(string name) => context.Request.Query[name].ToString();
        Demand(Asked("client_id") == Client && Asked("response_type") == "code", "another client or flow");
        Demand(Asked("scope").Split(' ').Contains("openid", StringComparer.Ordinal), "no openid");
        Demand(Asked("code_challenge_method") == "S256" && Asked("code_challenge").Length > 20, "no PKCE");
        Demand(Asked("state").Length > 10 && Asked("nonce").Length > 10, "no state or nonce");
        Demand(Asked("redirect_uri").EndsWith("/sign-in/done", StringComparison.Ordinal), "another address to come back to");
        var code = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (Asked("code_challenge"), Asked("nonce"), Asked("redirect_uri"));
        return Results.Redirect($"{Asked("redirect_uri")}?code={code}&state={Uri.EscapeDataString(Asked("state"))}");
    }

    private async Task<IResult> Exchange(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Demand(form["client_id"] == Client && form["client_secret"] == Secret, "another client or secret");
        if (!_codes.TryRemove(form["code"].ToString(), out var given)) return Results.BadRequest(new { error = "invalid_grant" });
        Demand(form["redirect_uri"] == given.ComesBackTo, "another address than before");
        Demand(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == given.Challenge, "the verifier does not fit");
        var idToken = Signed("JWT", Wrongly.Audience ?? Client, new Dictionary<string, object>(StringComparer.Ordinal) { ["sub"] = Person["sub"], ["nonce"] = Wrongly.Nonce ?? given.Nonce });
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal) { ["access_token"] = "for-user-info", ["token_type"] = "Bearer", ["expires_in"] = 300, ["id_token"] = idToken });
    }

    private IResult UserInfo(HttpContext context)
    {
        Demand(context.Request.Headers.Authorization == "Bearer for-user-info", "another token");
        return Results.Json(Person);
    }

    private string Signed(string type, string audience, IDictionary<string, object> claims)
    {
        var now = Time.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Address, Audience = audience, TokenType = type, Claims = claims, IssuedAt = now, NotBefore = now.AddMinutes(-1), Expires = now.AddMinutes(10),
            SigningCredentials = new SigningCredentials(_key, SecurityAlgorithms.EcdsaSha256),
        });
    }

    private void Demand(bool holds, string otherwise)
    {
        if (!holds) Faults.Enqueue(otherwise);
    }
}
