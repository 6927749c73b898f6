using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Identity.Issuer;
using TwinGrid.Gateway.Identity.Pages;
using TwinGrid.Gateway.Identity.Tokens;

namespace TwinGrid.Gateway.Identity;

/// <summary>Wires who says who somebody is: an issuer by configuration, or the developer where there is none.</summary>
public static class IdentitySetup
{
    /// <exception cref="IdentityException">A setting is wrong; the message names it.</exception>
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        var options = IdentityOptions.From(builder.Configuration, builder.Configuration["TwinGrid:Data"] ?? "data");
        var services = builder.Services;
        services.AddSingleton(options);
        if (options.IsDevelopment)
        {
            services.AddSingleton<ICredentials, DevelopmentCredentials>();
            return;
        }
        services.AddSingleton<CallerClaims>();
        services.AddSingleton<TokenCheck>();
        services.AddSingleton<ICredentials, IdentityCredentials>();
        services.AddBearerTokens(options);
        services.AddAntiforgery();
        services.AddPageVisitors(options);
        if (options.BuiltIn) services.AddBuiltInIssuer(options);
    }

    /// <summary>Adds the routes of the issuer, where there is one here, and those that tell where it is.</summary>
    public static void MapIdentity(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IdentityOptions>();
        if (options.IsDevelopment) return;
        app.MapSmartConfiguration();
        app.MapSignOut();
        if (options.BuiltIn) app.MapBuiltInIssuer();
    }

    /// <summary>Puts authentication before the gate.</summary>
    public static void UseIdentity(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IdentityOptions>().IsDevelopment) app.UseAuthentication();
    }
}
