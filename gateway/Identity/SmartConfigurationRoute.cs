using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Identity.Issuer;

namespace TwinGrid.Gateway.Identity;

/// <summary><c>GET /.well-known/smart-configuration</c>: where apps of SMART on FHIR 2.2 find the issuer and what it can do.</summary>
internal static class SmartConfigurationRoute
{
    public static void MapSmartConfiguration(this WebApplication app) => app.MapGet("/.well-known/smart-configuration", Get).ExcludeFromDescription();

    public static async Task<IResult> Get(IdentityOptions options, IOptionsMonitor<JwtBearerOptions> bearer, HttpContext context)
    {
        var issuer = options.Issuer!.TrimEnd('/');
        if (options.BuiltIn) return Answer(issuer + "/", issuer + IssuerRoutes.Authorize, issuer + IssuerRoutes.Token, issuer + "/connect/revoke", issuer + "/.well-known/jwks");
        var found = await bearer.Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
        return Answer(found.Issuer, found.AuthorizationEndpoint, found.TokenEndpoint, found.AdditionalData.TryGetValue("revocation_endpoint", out var revoke) ? revoke as string : null, found.JwksUri);
    }

    private static IResult Answer(string issuer, string? authorize, string? token, string? revoke, string? keys) => Results.Json(new Dictionary<string, object?>(StringComparer.Ordinal)
    {
        ["issuer"] = issuer,
        ["jwks_uri"] = keys,
        ["authorization_endpoint"] = authorize,
        ["token_endpoint"] = token,
        ["revocation_endpoint"] = revoke,
        ["token_endpoint_auth_methods_supported"] = (string[])["client_secret_basic", "client_secret_post", "private_key_jwt"],
        ["grant_types_supported"] = (string[])["authorization_code", "client_credentials"],
        ["scopes_supported"] = (string[])["openid", "fhirUser", "launch/patient", "offline_access", "patient/*.cruds", "user/*.cruds", "system/*.cruds"],
        ["response_types_supported"] = (string[])["code"],
        ["code_challenge_methods_supported"] = (string[])["S256"],
        ["capabilities"] = (string[])["launch-standalone", "client-public", "client-confidential-symmetric", "client-confidential-asymmetric", "context-standalone-patient", "sso-openid-connect", "permission-patient", "permission-user", "permission-v1", "permission-v2"],
    }, ApiJson.Options);
}
