using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using TwinGrid.Gateway.Identity.Issuer;

namespace TwinGrid.Gateway.Identity.Pages;

/// <summary>Where people sign out of the pages.</summary>
internal static class SignOutRoutes
{
    private const string Path = "/sign-out";

    public static void MapSignOut(this WebApplication app)
    {
        app.MapGet(Path, () => new FormPage("Sign out", Path).Says("Close the pages that are still open: they stay until the shift is over.").Offers("Sign out")).ExcludeFromDescription();
        app.MapPost(Path, SignOut).ExcludeFromDescription();
    }

    public static async Task<IResult> SignOut(HttpContext context, IAntiforgery antiforgery)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context)) return Results.LocalRedirect(Path);
        await context.SignOutAsync(PageVisitors.Cookie);
        return Results.LocalRedirect("/");
    }
}
