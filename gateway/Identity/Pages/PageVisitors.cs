using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;

namespace TwinGrid.Gateway.Identity.Pages;

/// <summary>
/// People who look at the pages: they sign in, at the built-in issuer's own page or at a foreign issuer by authorization code, and a cookie tells who they are until
/// their shift is over. The cookie opens pages only, never the API, so no other site can make a browser call it.
/// </summary>
internal static class PageVisitors
{
    public const string Cookie = "twingrid-page";

    /// <summary>Scheme that sends somebody to where he signs in.</summary>
    public const string SignIn = "twingrid-sign-in";

    public const string SignInPath = "/sign-in";

    /// <summary>What the pages may do on behalf of whoever looks at them; role, relation and consent say the rest.</summary>
    public const string Scopes = "user/*.cruds operate";

    private const string Until = "twingrid_until";

    private static readonly TimeSpan Shift = TimeSpan.FromHours(10);

    public static void AddPageVisitors(this IServiceCollection services, IdentityOptions options)
    {
        services.AddDataProtection().SetApplicationName("twingrid").PersistKeysToFileSystem(KeyFolder.Of(options).CreateSubdirectory("cookies"));
        var authentication = services.AddAuthentication().AddCookie(Cookie, cookie =>
        {
            cookie.Cookie.Name = "twingrid";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = Shift;
            cookie.SlidingExpiration = false;
            cookie.LoginPath = SignInPath;
            cookie.ReturnUrlParameter = "to";
        });
        if (options.BuiltIn) authentication.AddPolicyScheme(SignIn, null, scheme => scheme.ForwardDefault = Cookie);
        else if (options.PagesClientId is not null) authentication.AddOpenIdConnect(SignIn, oidc => AtForeignIssuer(oidc, options));
    }

    /// <summary>What pages need to know of somebody who signed in, beside who he is.</summary>
    public static void Open(ClaimsIdentity identity, string client, TimeProvider time)
    {
        identity.AddClaim(new Claim("scope", Scopes));
        identity.AddClaim(new Claim("client_id", client));
        identity.AddClaim(new Claim(Until, (time.GetUtcNow() + Shift).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>When a visitor's time is over; a page that is open then shows nothing more.</summary>
    public static DateTimeOffset EndOf(ClaimsPrincipal visitor) =>
        long.TryParse(visitor.FindFirst(Until)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var end) ? DateTimeOffset.FromUnixTimeSeconds(end) : DateTimeOffset.MinValue;

    private static void AtForeignIssuer(OpenIdConnectOptions oidc, IdentityOptions options)
    {
        oidc.Authority = options.Issuer;
        oidc.RequireHttpsMetadata = new Uri(options.Issuer!).Scheme == "https";
        (oidc.ClientId, oidc.ClientSecret) = (options.PagesClientId, options.PagesClientSecret);
        oidc.ResponseType = "code";
        oidc.ResponseMode = "query";
        oidc.UsePkce = true;
        oidc.SignInScheme = Cookie;
        oidc.CallbackPath = "/sign-in/done";
        oidc.MapInboundClaims = false;
        oidc.GetClaimsFromUserInfoEndpoint = true;
        foreach (var name in (string[])[options.Claims.Role, options.Claims.Patient, options.Claims.CareTeams, options.Claims.Studies]) oidc.ClaimActions.MapJsonKey(name, name); // a list becomes a claim for each entry
        oidc.Events.OnTicketReceived = ticket =>
        {
            var identity = (ClaimsIdentity)ticket.Principal!.Identity!;
            Open(identity, options.PagesClientId!, ticket.HttpContext.RequestServices.GetRequiredService<TimeProvider>());
            return Task.CompletedTask;
        };
        oidc.Events.OnRemoteFailure = failed =>
        {
            failed.HandleResponse();
            failed.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return failed.Response.WriteAsync("The issuer of identities did not let you in, or what it answered does not hold. Open the page again to try once more.", failed.HttpContext.RequestAborted);
        };
    }
}
