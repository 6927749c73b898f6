using System.Text.Json.Nodes;

namespace TwinGrid.Gateway.Api.Fhir.Bodies;

/// <summary>Reads what references say.</summary>
internal static class References
{
    /// <summary>True for <c>Patient/x</c>, at whichever address.</summary>
    public static bool IsPatient(string reference) => TryRead(reference, out var type, out _) && type == "Patient";

    /// <summary>Reads <c>Type/id</c>, also behind an address and before a version.</summary>
    public static bool TryRead(string reference, out string type, out string id)
    {
        (type, id) = ("", "");
        if (reference.StartsWith("urn:", StringComparison.Ordinal) || reference.StartsWith('#') || reference.Contains('?', StringComparison.Ordinal)) return false;
        var parts = reference.Split('/');
        var end = parts.Length >= 4 && parts[^2] == "_history" ? parts.Length - 2 : parts.Length;
        if (end < 2 || parts[end - 1].Length == 0 || parts[end - 2].Length == 0 || !char.IsAsciiLetterUpper(parts[end - 2][0])) return false;
        (type, id) = (parts[end - 2], parts[end - 1]);
        return true;
    }

    /// <summary>All objects at a path such as <c>participant.actor</c>, through every list on the way.</summary>
    public static IEnumerable<JsonNode> At(JsonNode? node, string path)
    {
        IEnumerable<JsonNode?> found = [node];
        foreach (var name in path.Split('.'))
            found = found.OfType<JsonObject>().SelectMany(one => one[name] switch { JsonArray many => many, { } single => [single], null => Enumerable.Empty<JsonNode?>() });
        return found.OfType<JsonNode>();
    }

    /// <summary>Text of a property; null where there is none.</summary>
    public static string? Text(JsonNode? node, string name) => node is JsonObject many && many[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Truth of a property; null where there is none.</summary>
    public static bool? Flag(JsonNode? node, string name) => node is JsonObject many && many[name] is JsonValue value && value.TryGetValue<bool>(out var flag) ? flag : null;

    /// <summary>Number of a property; null where there is none.</summary>
    public static double? Number(JsonNode? node, string name) => node is JsonObject many && many[name] is JsonValue value && value.TryGetValue<double>(out var number) ? number : null;
}
