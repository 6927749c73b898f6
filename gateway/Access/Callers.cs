using TwinGrid.Access;

namespace TwinGrid.Gateway.Access;

/// <summary>Who makes a request.</summary>
internal static class Callers
{
    /// <summary>Whom the request's credential names; without an issuer of identities, the development operator.</summary>
    public static Caller Of(HttpContext context) => context.Features.Get<Caller>() ?? Caller.Development;
}
