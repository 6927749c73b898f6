using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;
using TwinGrid.Gateway.Identity.Issuer;

namespace TwinGrid.Gateway.Identity.Tokens;

/// <summary>Access tokens as RFC 9068 has them: signed by the issuer with an algorithm that is allowed, for this audience, of type at+jwt, within their time.</summary>
internal static class BearerTokens
{
    /// <summary>The one type that is taken: ID tokens carry another, so none can pass for an access token.</summary>
    private static readonly string[] Types = ["at+jwt", "application/at+jwt"];

    public static void AddBearerTokens(this IServiceCollection services, IdentityOptions options)
    {
        services.AddAuthentication().AddJwtBearer();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).Configure<TimeProvider, IServiceProvider>((bearer, time, provider) =>
        {
            var issuer = options.Issuer!.TrimEnd('/');
            bearer.MapInboundClaims = false;
            bearer.RequireHttpsMetadata = new Uri(issuer).Scheme == "https";
            bearer.TokenValidationParameters = new TokenValidationParameters
            {
                ValidIssuers = [issuer, issuer + "/"],
                ValidAudience = options.Audience,
                ValidTypes = Types,
                ValidAlgorithms = options.AllowedAlgorithms,
                RequireSignedTokens = true,
                RequireExpirationTime = true,
                ValidateIssuerSigningKey = true,
                LifetimeValidator = (notBefore, expires, _, _) => IsInTime(notBefore, expires, time.GetUtcNow().UtcDateTime, TimeSpan.FromSeconds(options.ClockSkewSeconds)),
            };
            if (options.BuiltIn) bearer.TokenValidationParameters.IssuerSigningKeys = [provider.GetRequiredService<IssuerKeys>().Signing];
            else bearer.Authority = options.Issuer;
        });
    }

    private static bool IsInTime(DateTime? notBefore, DateTime? expires, DateTime now, TimeSpan skew) =>
        expires is { } end && now < end + skew && (notBefore is not { } begin || now >= begin - skew);
}
