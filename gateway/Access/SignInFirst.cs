using Microsoft.AspNetCore.Authentication;
using TwinGrid.Gateway.Identity;
using TwinGrid.Gateway.Identity.Pages;

namespace TwinGrid.Gateway.Access;

/// <summary>Sends the visitor of a page to where people sign in; what is no visit to a page is refused.</summary>
internal sealed class SignInFirst : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var identity = httpContext.RequestServices.GetRequiredService<IdentityOptions>();
        if ((identity.BuiltIn || identity.PagesClientId is not null) && HttpMethods.IsGet(httpContext.Request.Method) && httpContext.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
            return httpContext.ChallengeAsync(PageVisitors.SignIn, new AuthenticationProperties { RedirectUri = httpContext.Request.PathBase + httpContext.Request.Path });
        httpContext.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return httpContext.Response.WriteAsync("Nobody is signed in, or nobody can be: pages need an issuer that lets this gateway in (TwinGrid:Identity:PagesClientId).", httpContext.RequestAborted);
    }
}
