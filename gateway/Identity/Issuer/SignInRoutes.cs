using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using TwinGrid.Gateway.Identity.Pages;

namespace TwinGrid.Gateway.Identity.Issuer;

/// <summary>Where people sign in at the built-in issuer.</summary>
internal static class SignInRoutes
{
    public static void MapSignIn(this WebApplication app)
    {
        app.MapGet(PageVisitors.SignInPath, (string? to) => Page(to)).ExcludeFromDescription();
        app.MapPost(PageVisitors.SignInPath, SignIn).ExcludeFromDescription();
    }

    public static async Task<IResult> SignIn(HttpContext context, People people, Principals principals, SignInBrake brake, IAntiforgery antiforgery, TimeProvider time)
    {
        if (!context.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(context)) return Page(null, "The form had grown old. Sign in again.", StatusCodes.Status400BadRequest);
        var (form, address) = (context.Request.Form, context.Connection.RemoteIpAddress?.ToString());
        var (name, password, to) = (form["name"].ToString(), form["password"].ToString(), form["to"].ToString());
        if (name.Length > 100 || password.Length > 1000 || brake.Rests(name, address)) return Page(to, "Too many wrong passwords. Try again in a quarter of an hour.", StatusCodes.Status429TooManyRequests);
        if (await people.Check(name, password, context.RequestAborted) is not { } person)
        {
            brake.Failed(name, address);
            return Page(to, "Name and password do not fit.", StatusCodes.Status401Unauthorized);
        }
        var principal = principals.Of(person, []);
        PageVisitors.Open((ClaimsIdentity)principal.Identity!, "twingrid-pages", time);
        await context.SignInAsync(PageVisitors.Cookie, principal);
        return Results.LocalRedirect(IsLocal(to) ? to : "/");
    }

    private static FormPage Page(string? to, string? warning = null, int status = StatusCodes.Status200OK)
    {
        var page = new FormPage("Sign in", PageVisitors.SignInPath) { Status = status };
        if (warning is not null) page.Warns(warning);
        return page.Carries("to", IsLocal(to) ? to! : "/").Asks("name", "Name", "text", "username").Asks("password", "Password", "password", "current-password").Offers("Sign in");
    }

    /// <summary>An address of this gateway: nobody is sent elsewhere after signing in.</summary>
    private static bool IsLocal(string? address) => address is ['/', not ('/' or '\\'), ..] or "/" && !address.Any(char.IsControl);
}
