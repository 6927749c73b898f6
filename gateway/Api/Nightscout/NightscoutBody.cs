using System.IO.Compression;
using System.Text.Json;
using TwinGrid.Formats.Nightscout;
using TwinGrid.Formats.Samples;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>Takes in what a phone uploads: one entry or treatment or an array of them, packed with gzip or not.</summary>
internal static class NightscoutBody
{
    private const int MostEntries = 1000, MostSamples = 3 * MostEntries;

    /// <summary>The samples in it.</summary>
    public static async Task<Reading<GatheredSamples>> Read(HttpRequest request)
    {
        if (!(await RawBody.Read(request, JsonBody.Limit)).Is(out var body, out var problem)) return problem;
        try
        {
            var bytes = request.Headers.ContentEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase) ? Unpacked(body) : body.GetBuffer().AsMemory(0, (int)body.Length);
            if (bytes.Length > JsonBody.Limit) return JsonBody.TooLarge;
            using var document = JsonDocument.Parse(bytes, ApiJson.Strict);
            JsonElement[] entries = document.RootElement.ValueKind == JsonValueKind.Array ? [.. document.RootElement.EnumerateArray()] : [document.RootElement];
            if (entries.Length > MostEntries) return Problem.Field("body", $"has {entries.Length} entries; send {MostEntries} at a time");
            var gathered = new GatheredSamples(MostSamples);
            for (var i = 0; i < entries.Length; i++) NightscoutReader.Read(entries[i], $"[{i}]", gathered);
            return gathered;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or InvalidDataException)
        {
            return Problem.Of(ProblemKind.MalformedJson, "The body must be an entry or a treatment of Nightscout, or an array of them.");
        }
    }

    /// <summary>A little more than may be, so that what is too long is seen.</summary>
    private static ReadOnlyMemory<byte> Unpacked(MemoryStream packed)
    {
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        var buffer = new byte[JsonBody.Limit + 1];
        return buffer.AsMemory(0, gzip.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false));
    }
}
