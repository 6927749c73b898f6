using System.Buffers;

namespace TwinGrid.Gateway.Access;

/// <summary>The id of a request, which both sides know: the caller's <c>X-Request-Id</c> where it is 1 to 64 of A-Z a-z 0-9 . _ -, else the gateway's own.</summary>
internal static class RequestIds
{
    public const string Header = "X-Request-Id";

    private static readonly SearchValues<char> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    public static string Of(HttpContext context) =>
        context.Request.Headers[Header] is [{ Length: > 0 and <= 64 } given] && !given.AsSpan().ContainsAnyExcept(Allowed) ? given : context.TraceIdentifier;
}
