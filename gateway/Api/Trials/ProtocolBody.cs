using System.Text;
using System.Text.Unicode;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Trials;

/// <summary>Takes a protocol in as it is written: YAML or JSON, which the grid reads.</summary>
internal static class ProtocolBody
{
    private static readonly string[] Media = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", "application/json", "text/plain"];

    /// <summary>Media types it may come with, beside <c>application/yaml</c>.</summary>
    public static string[] AlsoTaken { get; } = [.. Media.Skip(1)];

    public static async Task<Reading<string>> Read(HttpRequest request)
    {
        if (request.ContentType is { Length: > 0 } type && !Media.Contains(type.Split(';')[0].Trim(), StringComparer.OrdinalIgnoreCase))
            return Problem.Of(ProblemKind.WrongMediaType, $"Send the protocol with Content-Type: application/yaml or application/json, not '{type}'.");
        if (request.ContentLength > JsonBody.Limit) return JsonBody.TooLarge;
        using var taken = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
        {
            taken.Write(buffer, 0, read);
            if (taken.Length > JsonBody.Limit) return JsonBody.TooLarge;
        }
        ReadOnlyMemory<byte> utf8 = taken.GetBuffer().AsMemory(0, (int)taken.Length);
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (utf8.Length == 0) return Problem.Field("protocol", "is empty; send it as the body, in YAML or JSON");
        return Utf8.IsValid(utf8.Span) ? Encoding.UTF8.GetString(utf8.Span) : Problem.Field("protocol", "is not valid UTF-8");
    }
}
