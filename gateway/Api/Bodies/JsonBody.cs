using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Bodies;

/// <summary>Takes a request's JSON body in, bounded, and says precisely what is wrong with it.</summary>
internal static class JsonBody
{
    /// <summary>Most bytes a JSON body, or a line of a stream, may have: 1 MiB.</summary>
    public const int Limit = 1 << 20;

    /// <summary>Reads and parses the body; the document must be disposed. An absent body is an empty object where <paramref name="mayBeAbsent"/>.</summary>
    public static async Task<Reading<JsonDocument>> Read(HttpRequest request, bool mayBeAbsent = false)
    {
        if (request.ContentType is { Length: > 0 } type && !IsJson(type))
            return Problem.Of(ProblemKind.WrongMediaType, $"Send JSON with Content-Type: application/json, not '{type}'.");
        if (request.ContentLength > Limit) return TooLarge;
        var buffer = ArrayPool<byte>.Shared.Rent(4096);
        try
        {
            var length = 0;
            while (await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted) is > 0 and var read)
            {
                length += read;
                if (length > Limit) return TooLarge;
                if (length == buffer.Length) buffer = Grow(buffer, length);
            }
            if (length == 0 && mayBeAbsent) return JsonDocument.Parse("{}");
            return Parse(buffer.AsMemory(0, length).ToArray());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Parses UTF-8 text that stays untouched while the document lives.</summary>
    public static Reading<JsonDocument> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (utf8.Length == 0) return Problem.Of(ProblemKind.MalformedJson, "The body is empty; it must be a JSON object.");
        if (!Utf8.IsValid(utf8.Span)) return Problem.Of(ProblemKind.MalformedJson, "The body is not valid UTF-8.");
        try
        {
            var document = JsonDocument.Parse(utf8, ApiJson.Strict);
            if (document.RootElement.ValueKind == JsonValueKind.Object) return document;
            document.Dispose();
            return Problem.Of(ProblemKind.MalformedJson, "The body must be a JSON object.");
        }
        catch (JsonException error)
        {
            var where = $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}";
            return Problem.Of(ProblemKind.MalformedJson, $"The JSON breaks at {where}.") with { Errors = [new FieldError(where, "is not valid JSON, nests too deep, or names a property twice")] };
        }
    }

    public static Problem TooLarge { get; } =
        Problem.Of(ProblemKind.TooLarge, "A body may have at most 1 MiB (1048576 bytes).") with { Errors = [new FieldError("body", "is longer than 1048576 bytes")] };

    private static bool IsJson(string contentType)
    {
        var media = contentType.AsSpan(0, contentType.AsSpan().IndexOf(';') is >= 0 and var end ? end : contentType.Length).Trim();
        return media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (media.StartsWith("application/", StringComparison.OrdinalIgnoreCase) && media.EndsWith("+json", StringComparison.OrdinalIgnoreCase));
    }

    private static byte[] Grow(byte[] buffer, int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, length).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
