using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using System.Xml;
using TwinGrid.Gateway.Api.Fhir.Answers;

namespace TwinGrid.Gateway.Api.Fhir.Bodies;

/// <summary>A resource that was sent, read and found right.</summary>
/// <param name="Warnings">What was forgiven.</param>
internal sealed record FhirBody(JsonObject Resource, IReadOnlyList<Issue> Warnings)
{
    /// <summary>Most bytes of a resource; of a bundle.</summary>
    public const int Most = 4 << 20, MostOfBundle = 64 << 20;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    public string Type => References.Text(Resource, "resourceType")!;

    /// <summary>Takes a body in.</summary>
    /// <exception cref="FhirFault">It is too long, of another kind, or no right FHIR.</exception>
    public static async Task<FhirBody> Read(HttpRequest request, int most)
    {
        var bytes = await Bytes(request, most);
        return IsXml(request.ContentType) ? OfXml(bytes) : OfJson(bytes);
    }

    public static FhirBody OfJson(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        if (!Utf8.IsValid(bytes)) throw FhirFault.Wrong("structure", "The body is not valid UTF-8.");
        try
        {
            if (JsonNode.Parse(bytes, documentOptions: Options) is not JsonObject resource) throw FhirFault.Wrong("structure", "The body must be a JSON object.");
            if (References.Text(resource, "resourceType") is not { Length: > 0 }) throw FhirFault.Wrong("structure", "The resource does not say what it is: resourceType is missing.", "resourceType");
            return Checked(resource, FhirFormats.Check(bytes));
        }
        catch (JsonException error)
        {
            throw FhirFault.Wrong("structure", $"The JSON breaks at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}, nests too deep, or names a property twice.");
        }
        catch (InvalidOperationException)
        {
            throw FhirFault.Wrong("structure", "A text in the JSON is half a character: a surrogate without its other half.");
        }
    }

    public static FhirBody OfXml(byte[] bytes)
    {
        try
        {
            var (json, issues) = FhirFormats.FromXmlBytes(bytes);
            if (json.Length == 0) throw new FhirFault(StatusCodes.Status400BadRequest, issues.Count > 0 ? issues : [new Issue("structure", "The XML is no resource.")]);
            return Checked(JsonNode.Parse(json)!.AsObject(), issues);
        }
        catch (XmlException error)
        {
            throw FhirFault.Wrong("structure", $"The XML breaks at line {error.LineNumber}, character {error.LinePosition}.");
        }
    }

    private static FhirBody Checked(JsonObject resource, IReadOnlyList<Issue> issues) =>
        issues.Any(issue => issue.Severity == "error") ? throw new FhirFault(StatusCodes.Status400BadRequest, [.. issues]) : new FhirBody(resource, issues);

    private static bool IsXml(string? contentType)
    {
        if (contentType is not { Length: > 0 }) return false;
        var media = contentType.Split(';')[0].Trim();
        if (media.EndsWith("xml", StringComparison.OrdinalIgnoreCase)) return true;
        return media.EndsWith("json", StringComparison.OrdinalIgnoreCase) ? false
            : throw new FhirFault(StatusCodes.Status415UnsupportedMediaType, new Issue("not-supported", "Send application/fhir+json or application/fhir+xml."));
    }

    private static async Task<byte[]> Bytes(HttpRequest request, int most)
    {
        if (request.ContentLength > most) throw TooLong(most);
        using var bytes = new MemoryStream((int)(request.ContentLength ?? 4096));
        var buffer = ArrayPool<byte>.Shared.Rent(65_536);
        try
        {
            while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is > 0 and var read)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > most) throw TooLong(most);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return bytes.Length > 0 ? bytes.ToArray() : throw FhirFault.Wrong("structure", "The body is empty; it must be a resource.");
    }

    private static FhirFault TooLong(int most) => new(StatusCodes.Status413PayloadTooLarge, new Issue("too-long", $"The body may have at most {most} bytes."));
}
