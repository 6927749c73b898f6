using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using TwinGrid.Gateway.Access;

namespace TwinGrid.Gateway.Identity.Tokens;

/// <summary>
/// Turns the token of a request into a credential. One that was found good is remembered for a minute at most, for a signature costs more to check than most
/// requests do to answer; what was refused is not remembered. Safe for concurrent use.
/// </summary>
internal sealed class TokenCheck(CallerClaims claims, TimeProvider time)
{
    private const string Prefix = "Bearer ";
    private const int Most = 100_000;

    /// <summary>Longer than any token that fits its purpose; what is longer costs nothing but its refusal.</summary>
    private const int LongestToken = 8 * 1024;

    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Remembered> _good = new(StringComparer.Ordinal);

    /// <summary>The credential that the request's token stands for.</summary>
    public ValueTask<Credential> Check(HttpContext context)
    {
        var headers = context.Request.Headers.Authorization;
        if (headers.Count == 0) return new(Credential.None);
        if (headers.Count > 1 || headers[0] is not { } header || !header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > LongestToken) return new(Credential.Refused);
        return _good.TryGetValue(header, out var remembered) && time.GetUtcNow() < remembered.Until ? new(remembered.Credential) : Ask(context, header);
    }

    private async ValueTask<Credential> Ask(HttpContext context, string header)
    {
        var answer = await context.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        if (!answer.Succeeded || answer.Properties?.ExpiresUtc is not { } expires || claims.Read(answer.Principal, expires) is not { } credential) return Credential.Refused;
        if (_good.Count >= Most) _good.Clear();
        var until = time.GetUtcNow() + GoodFor;
        _good[header] = new Remembered(credential, until < expires ? until : expires);
        return credential;
    }

    private sealed record Remembered(Credential Credential, DateTimeOffset Until);
}
