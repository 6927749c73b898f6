using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>
/// Says where a resource came from, in words that are the same each time it is sent: so that what is sent again is known again, and what only looks alike is not. An identifier alone tells
/// nothing, for senders give one to several results: it counts with code, time and source.
/// </summary>
internal static class Origins
{
    private static readonly string[] Sources = ["performer", "device", "requester", "recorder", "asserter", "informationSource", "author", "serviceProvider", "provider", "insurer"];

    /// <param name="named">What a reference within the bundle stands for in words that stay; null for others.</param>
    public static string Of(JsonObject resource, RecordType type, Func<string, string?> named)
    {
        var words = new StringBuilder(type.Name).Append('\n').Append(References.Text(resource, "id"));
        var identifiers = References.At(resource, "identifier").Select(one => $"{References.Text(one, "system")}|{References.Text(one, "value")}").Order(StringComparer.Ordinal).ToList();
        if (identifiers.Count == 0) return Hash(words.Append('\n').Append(Content(resource, named)));
        words.Append('\n').AppendJoin(' ', identifiers);
        foreach (var path in type.TokenPaths.Where(pair => pair.Parameter is "code" or "type" or "class").Select(pair => pair.Path).Distinct(StringComparer.Ordinal))
            foreach (var node in References.At(resource, path)) words.Append('\n').Append(node.ToJsonString());
        if (FhirTime.Of(resource, type.DatePaths) is { } time) words.Append('\n').Append(time.Begins.UtcTicks).Append('-').Append(time.Ends.UtcTicks);
        foreach (var source in Sources)
            foreach (var node in References.At(resource, source)) words.Append('\n').Append(source).Append('=').Append(Content(node, named));
        return Hash(words);
    }

    /// <summary>What stands for a resource in the origins of those that refer to it.</summary>
    public static string Name(JsonObject resource) =>
        $"{References.Text(resource, "resourceType")}|{References.Text(resource, "id")}|{string.Join(' ', References.At(resource, "identifier").Select(one => $"{References.Text(one, "system")}|{References.Text(one, "value")}"))}";

    /// <summary>A text that is the same for the same words.</summary>
    public static string Words(string words) => Hash(new StringBuilder(words));

    public static string Words(JsonObject words) => Words(Content(words, _ => null));

    /// <summary>All that is in it but for version and time of the sender.</summary>
    private static string Content(JsonNode node, Func<string, string?> named)
    {
        var text = new StringBuilder();
        Append(text, node, named);
        return text.ToString();
    }

    private static void Append(StringBuilder text, JsonNode? node, Func<string, string?> named)
    {
        switch (node)
        {
            case JsonObject many:
                foreach (var (name, value) in many.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                {
                    if (name is "versionId" or "lastUpdated") continue;
                    text.Append(name).Append(':');
                    if (name == "reference" && value is JsonValue reference && reference.TryGetValue<string>(out var target) && named(target) is { } words) text.Append(words);
                    else Append(text, value, named);
                    text.Append(';');
                }
                break;
            case JsonArray array:
                foreach (var one in array)
                {
                    Append(text, one, named);
                    text.Append(',');
                }
                break;
            default:
                text.Append(node?.ToJsonString());
                break;
        }
    }

    private static string Hash(StringBuilder words) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(words.ToString())))[..32];
}
