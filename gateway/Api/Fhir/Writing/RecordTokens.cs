using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>What a resource is found by: <c>code=http://loinc.org|8867-4</c>, and the same without the system, and the system alone.</summary>
internal static class RecordTokens
{
    private const int Most = 200;

    public static IReadOnlyList<string> Of(JsonObject resource, RecordType type, Func<string, string?> references)
    {
        var tokens = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (parameter, path) in type.TokenPaths)
        {
            if (type.Name == "Patient" && parameter == "identifier") continue; // those are the vault's
            foreach (var node in References.At(resource, path))
            {
                tokens.Add(Present(parameter));
                Add(tokens, parameter, node, references);
            }
        }
        return [.. tokens.Take(Most)];
    }

    /// <summary>What says that a parameter has a value at all, for <c>:missing</c>.</summary>
    public static string Present(string parameter) => $"{parameter}:present";

    private static void Add(HashSet<string> tokens, string parameter, JsonNode node, Func<string, string?> references)
    {
        if (node is JsonValue value)
        {
            if (value.TryGetValue<string>(out var code)) tokens.Add($"{parameter}={code}");
            return;
        }
        if (node is not JsonObject one) return;
        if (one["coding"] is JsonArray codings)
        {
            foreach (var coding in codings) if (coding is JsonObject each) Coded(tokens, parameter, References.Text(each, "system"), References.Text(each, "code"));
        }
        else if (References.Text(one, "reference") is { } reference)
        {
            tokens.Add($"{parameter}={references(reference) ?? reference}");
        }
        else
        {
            Coded(tokens, parameter, References.Text(one, "system"), References.Text(one, "code") ?? References.Text(one, "value"));
        }
    }

    private static void Coded(HashSet<string> tokens, string parameter, string? system, string? code)
    {
        if (code is not null)
        {
            tokens.Add($"{parameter}={code}");
            tokens.Add($"{parameter}={system}|{code}");
        }
        if (system is not null) tokens.Add($"{parameter}={system}|");
    }
}
