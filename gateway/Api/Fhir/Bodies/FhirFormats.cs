using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;
using Hl7.Fhir.Validation;
using TwinGrid.Gateway.Api.Fhir.Answers;

namespace TwinGrid.Gateway.Api.Fhir.Bodies;

/// <summary>JSON and XML of FHIR R4 by the Firely SDK, and what it finds wrong with either.</summary>
internal static class FhirFormats
{
    private const int MostIssues = 50;

    private static readonly DeserializerSettings Strict = new DeserializerSettings().UsingMode(DeserializationMode.Strict, NarrativeValidationKind.None);

    private static readonly FhirJsonDeserializer FromJson = new(Strict);
    private static readonly FhirXmlDeserializer FromXml = new(Strict);
    private static readonly FhirJsonSerializer JsonOf = new();
    private static readonly FhirXmlSerializer XmlOf = new();

    /// <summary>What is wrong with JSON; warnings among it do not hinder.</summary>
    public static IReadOnlyList<Issue> Check(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            FromJson.TryDeserializeResource(ref reader, out var resource, out var found);
            return Issues(found, resource?.TypeName);
        }
        catch (IndexOutOfRangeException)
        {
            return [new Issue("structure", "A property has no name.")]; // the SDK looks at the first letter of each
        }
    }

    /// <summary>Reads XML and writes it as JSON.</summary>
    public static (byte[] Json, IReadOnlyList<Issue> Issues) FromXmlBytes(byte[] xml)
    {
        using var reader = XmlReader.Create(new MemoryStream(xml, writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true, IgnoreProcessingInstructions = true });
        FromXml.TryDeserializeResource(reader, out var resource, out var found);
        var issues = Issues(found, resource?.TypeName);
        return (resource is null ? [] : Encoding.UTF8.GetBytes(JsonOf.SerializeToString(resource)), issues);
    }

    public static byte[] ToXml(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        FromJson.TryDeserializeResource(ref reader, out var resource, out _);
        return Encoding.UTF8.GetBytes(XmlOf.SerializeToString(resource ?? throw new InvalidOperationException("What is kept is no resource.")));
    }

    /// <summary>A part of a resource, and a tag that says so.</summary>
    public static JsonObject Part(ReadOnlySpan<byte> json, ResourcePart part)
    {
        var reader = new Utf8JsonReader(json);
        FromJson.TryDeserializeResource(ref reader, out var resource, out _);
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var writer = new Utf8JsonWriter(buffer)) JsonOf.Serialize(resource ?? throw new InvalidOperationException("What is kept is no resource."), writer, FilterOf(part));
        var left = JsonNode.Parse(buffer.WrittenSpan)!.AsObject();
        var meta = left["meta"] as JsonObject ?? (JsonObject)(left["meta"] = new JsonObject());
        var tags = meta["tag"] as JsonArray ?? (JsonArray)(meta["tag"] = new JsonArray());
        tags.Add(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", ["code"] = "SUBSETTED" });
        return left;
    }

    private static Func<SerializationFilter> FilterOf(ResourcePart part) => part.Elements.Count > 0
        ? () => SerializationFilter.ForElements([.. part.Elements], includeMandatory: true)
        : part.Summary switch { "true" => SerializationFilter.ForSummary, "text" => SerializationFilter.ForText, _ => SerializationFilter.ForData };

    /// <param name="type">The kind of the whole, which is named where the path begins; null where it is none that is known.</param>
    private static IReadOnlyList<Issue> Issues(IEnumerable<CodedException> found, string? type) =>
        [.. found.Take(MostIssues).Select(one => one is ExtendedCodedException told ? Of(told, type ?? "Resource") : new Issue("structure", one.Message))];

    private static Issue Of(ExtendedCodedException told, string type)
    {
        var path = told.InstancePath?.Replace("$this", type, StringComparison.Ordinal);
        var code = told.IssueType switch
        {
            OperationOutcome.IssueType.Required => "required",
            OperationOutcome.IssueType.CodeInvalid => "code-invalid",
            OperationOutcome.IssueType.Value => "value",
            OperationOutcome.IssueType.Invariant => "invariant",
            _ => "structure",
        };
        return new Issue(code, told.BaseErrorMessage.Replace("$this", type, StringComparison.Ordinal), path) { Severity = IsForgiven(told, path) ? "warning" : "error" };
    }

    /// <summary>What real senders leave out or write in another way, and nobody misreads: something within an element is missing, a narrative without text, a UUID in capitals.</summary>
    private static bool IsForgiven(ExtendedCodedException told, string? path) => path is not null && told.ErrorCode switch
    {
        "PVAL105" => Depth(path) > 1,
        "PVAL124" => told.BaseErrorMessage.Contains("string 'urn:uuid:", StringComparison.Ordinal) || path.EndsWith(".system", StringComparison.Ordinal) && told.BaseErrorMessage.Contains("''", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>How deep an element lies within its resource.</summary>
    private static int Depth(string path)
    {
        var within = path.LastIndexOf(".resource.", StringComparison.Ordinal) is >= 0 and var at ? path[(at + ".resource.".Length)..] : path.Contains(".entry[", StringComparison.Ordinal) ? "" : path[(path.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return within.Count(letter => letter == '.') + 1;
    }
}
