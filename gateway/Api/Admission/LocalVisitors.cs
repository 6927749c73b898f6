using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Identity;

namespace TwinGrid.Gateway.Api.Admission;

/// <summary>
/// A loopback address is no fence against the pages a browser on this machine has open: another site may point its own name at 127.0.0.1 (DNS rebinding)
/// or send requests blindly. So the gateway answers under loopback names only, and lets no foreign origin change anything.
/// </summary>
internal static class LocalVisitors
{
    /// <summary>Without identities, for with them it is no address that lets somebody in.</summary>
    public static void UseLocalVisitorsOnly(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IdentityOptions>().IsDevelopment) return;
        app.Use(async (context, next) =>
        {
            if (Objection(context.Request) is { } problem) await problem.ExecuteAsync(context);
            else await next(context);
        });
    }

    private static Problem? Objection(HttpRequest request)
    {
        if (!LoopbackOnly.IsLoopback(request.Host.Host))
            return Problem.Of(ProblemKind.WrongHost, "The gateway serves this machine only and answers as localhost, 127.0.0.1 or [::1].") with { Errors = [new FieldError("Host", "must be a loopback name")] };
        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || IsLocal(origin)) return null;
        return Problem.Of(ProblemKind.ForeignOrigin, "Only pages of this machine may change anything here.") with { Errors = [new FieldError("Origin", "must be a loopback address")] };
    }

    internal static bool IsLocal(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && LoopbackOnly.IsLoopback(uri.Host);
}
