using Microsoft.AspNetCore.Authentication;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Identity.Issuer;
using TwinGrid.Gateway.Identity.Pages;
using TwinGrid.Gateway.Identity.Tokens;

namespace TwinGrid.Gateway.Identity;

/// <summary>Credentials where there is an issuer: a token at the API, a cookie at the pages, and neither in the other's place.</summary>
internal sealed class IdentityCredentials(TokenCheck tokens, CallerClaims claims) : ICredentials
{
    public ValueTask<Credential> Of(HttpContext context, Door door) => door == Door.Token ? tokens.Check(context) : OfVisitor(context);

    private async ValueTask<Credential> OfVisitor(HttpContext context)
    {
        var answer = await context.AuthenticateAsync(PageVisitors.Cookie);
        if (!answer.Succeeded) return Credential.None;
        if (context.RequestServices.GetService<People>() is { } people && await people.Find(answer.Principal.FindFirst("sub")?.Value ?? "", context.RequestAborted) is null) return Credential.None; // taken out meanwhile
        context.User = answer.Principal;
        return claims.Read(answer.Principal, PageVisitors.EndOf(answer.Principal)) ?? Credential.Refused;
    }
}
