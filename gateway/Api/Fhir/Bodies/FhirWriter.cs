using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Answers;

namespace TwinGrid.Gateway.Api.Fhir.Bodies;

/// <summary>Writes resources as they are kept: under their id, version and time, with references that lead to what is kept, and without what names a patient beside a reference to him.</summary>
internal static class FhirWriter
{
    /// <summary>Digits a decimal may have (https://hl7.org/fhir/R4/datatypes.html#decimal).</summary>
    private const int MostDigits = 18;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonObject resource) => JsonSerializer.SerializeToUtf8Bytes(resource, Relaxed);

    /// <summary>A resource as it is kept, and what tells whether another is the same.</summary>
    /// <param name="references">Where a reference leads to; null where it stays.</param>
    /// <param name="remarks">What is remarkable in it: each is a tag beside those of the sender, and no part of what is compared.</param>
    public static (byte[] Body, string Content) Kept(JsonObject resource, string type, string id, long version, DateTimeOffset at, Func<string, string?> references, IReadOnlyList<Remark> remarks)
    {
        var tags = References.At(resource, "meta.tag").ToList();
        var buffer = new ArrayBufferWriter<byte>(4096);
        long head;
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartObject();
            writer.WriteString("resourceType", type);
            writer.WriteString("id", id);
            writer.WriteStartObject("meta");
            writer.WriteString("versionId", version.ToString(System.Globalization.CultureInfo.InvariantCulture));
            writer.WriteString("lastUpdated", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
            if (tags.Count + remarks.Count > 0) WriteTags(writer, tags, remarks);
            head = writer.BytesCommitted + writer.BytesPending;
            foreach (var (name, value) in resource["meta"] as JsonObject ?? new JsonObject())
                if (name is not ("versionId" or "lastUpdated" or "tag")) Write(writer, name, value, references, $"{type}.meta");
            writer.WriteEndObject();
            foreach (var (name, value) in resource)
                if (name is not ("resourceType" or "id" or "meta")) Write(writer, name, value, references, type);
            writer.WriteEndObject();
        }
        var body = buffer.WrittenSpan.ToArray();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(body.AsSpan((int)head));
        foreach (var tag in tags) hash.AppendData(System.Text.Encoding.UTF8.GetBytes(tag.ToJsonString()));
        return (body, Convert.ToHexString(hash.GetHashAndReset())[..32]);
    }

    private static void WriteTags(Utf8JsonWriter writer, List<JsonNode> tags, IReadOnlyList<Remark> remarks)
    {
        writer.WriteStartArray("tag");
        foreach (var tag in tags)
            if (References.Text(tag, "system") != Remark.System) tag.WriteTo(writer);
        foreach (var code in remarks.Select(remark => remark.Code).Distinct(StringComparer.Ordinal))
        {
            writer.WriteStartObject();
            writer.WriteString("system", Remark.System);
            writer.WriteString("code", code);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, string name, JsonNode? node, Func<string, string?> references, string path)
    {
        writer.WritePropertyName(name);
        Write(writer, node, references, $"{path}.{name}");
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node, Func<string, string?> references, string path)
    {
        switch (node)
        {
            case null:
                writer.WriteNullValue();
                break;
            case JsonObject many:
                Write(writer, many, references, path);
                break;
            case JsonArray array:
                writer.WriteStartArray();
                for (var place = 0; place < array.Count; place++) Write(writer, array[place], references, $"{path}[{place}]");
                writer.WriteEndArray();
                break;
            default:
                if (node.GetValueKind() == JsonValueKind.Number && Digits(node.ToJsonString()) > MostDigits)
                    throw FhirFault.Wrong("value", $"A decimal may have at most {MostDigits} significant digits.", path);
                node.WriteTo(writer);
                break;
        }
    }

    /// <summary>Significant digits of a number as it is written.</summary>
    private static int Digits(string number) => number.TakeWhile(letter => letter is not ('e' or 'E')).Where(char.IsAsciiDigit).SkipWhile(digit => digit == '0').Count();

    private static void Write(Utf8JsonWriter writer, JsonObject many, Func<string, string?> references, string path)
    {
        var reference = (many["reference"] as JsonValue)?.TryGetValue<string>(out var text) == true ? text : null;
        var target = reference is null ? null : references(reference) ?? reference;
        var isPatient = target is null ? many["type"] is JsonValue type && type.TryGetValue<string>(out var named) && named == "Patient" && many.ContainsKey("identifier") : References.IsPatient(target);
        writer.WriteStartObject();
        foreach (var (name, value) in many)
        {
            if (isPatient && name is ("display" or "identifier")) continue; // his name, his card
            if (name == "reference" && target is not null) writer.WriteString(name, target);
            else if (name == "url" && value is JsonValue url && url.TryGetValue<string>(out var address) && references(address) is { } known) writer.WriteString(name, known);
            else Write(writer, name, value, references, path);
        }
        writer.WriteEndObject();
    }
}
