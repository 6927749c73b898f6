using System.Security.Cryptography;

namespace TwinGrid.Gateway.Api.Hardening;

/// <summary>
/// What browsers and caches are told with every answer: patients' data is kept nowhere, pages load nothing from elsewhere, stand in no frame, and tell no other site
/// where the visitor came from.
/// </summary>
public static class SecurityHeaders
{
    private const string NonceKey = "twingrid-nonce";

    /// <summary>
    /// Scripts from here only; the charts evaluate their options, which the server makes; Blazor's import map is inline and carries the nonce of its answer. Styles may be inline: MudBlazor and the charts set them. The circuit is a
    /// connection to this very address.
    /// </summary>
    private static string OfPages(string scripts) => $"default-src 'self'; script-src 'self' 'unsafe-eval' {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private const string OfData = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>The nonce that inline scripts of this answer carry; null where none may.</summary>
    public static string? NonceOf(HttpContext? context) => context?.Items[NonceKey] as string;

    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var (headers, path) = (context.Response.Headers, context.Request.Path);
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        if (IsData(path))
        {
            headers.CacheControl = "no-store";
            headers.ContentSecurityPolicy = OfData;
        }
        else if (!IsFile(path))
        {
            headers.XFrameOptions = "DENY";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=()";
            headers.CacheControl = "no-store";
            headers.ContentSecurityPolicy = OfPages(IsForeign(path) ? "'unsafe-inline'" : $"'nonce-{NewNonce(context)}'");
        }
        return next(context);
    });

    private static bool IsData(PathString path) => path.StartsWithSegments("/v1", StringComparison.Ordinal) || path.StartsWithSegments("/connect/token", StringComparison.Ordinal);

    private static bool IsFile(PathString path) =>
        path.StartsWithSegments("/_framework", StringComparison.Ordinal) || path.StartsWithSegments("/_content", StringComparison.Ordinal) || path.StartsWithSegments("/pages", StringComparison.Ordinal);

    /// <summary>The reference and the dashboard of the grains are other people's pages, with scripts of their own inline; they show no patient's data.</summary>
    private static bool IsForeign(PathString path) => path.StartsWithSegments("/scalar", StringComparison.Ordinal) || path.StartsWithSegments("/dashboard", StringComparison.Ordinal);

    private static string NewNonce(HttpContext context)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceKey] = nonce;
        return nonce;
    }
}
