using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Bodies;

/// <summary>Takes a request's body in as it is, bounded: files of others that are not JSON of ours. Nothing of it touches the disk.</summary>
internal static class RawBody
{
    /// <summary>Reads the whole body.</summary>
    /// <param name="limit">Most bytes it may have.</param>
    public static async Task<Reading<MemoryStream>> Read(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit) return TooLarge(limit);
        var held = new MemoryStream((int)Math.Min(request.ContentLength ?? 4096, 1 << 20));
        var buffer = new byte[64 << 10];
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
        {
            if (held.Length + read > limit) return TooLarge(limit);
            held.Write(buffer, 0, read);
        }
        held.Position = 0;
        if (held.Length == 0) return Problem.Field("body", "is empty; send the file as the body");
        return held;
    }

    private static Problem TooLarge(int limit) =>
        Problem.Of(ProblemKind.TooLarge, $"This body may have at most {limit >> 20} MiB ({limit} bytes).") with { Errors = [new FieldError("body", $"is longer than {limit} bytes")] };
}
