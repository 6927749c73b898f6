using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>Parts a Patient into what names a person, which is the identity vault's, and the rest, which is the record's.</summary>
internal static class PatientNames
{
    private static readonly string[] Naming = ["identifier", "name", "telecom", "address", "photo", "contact", "text", "contained", "_birthDate"];

    /// <summary>Extensions that name nobody.</summary>
    private static readonly string[] Harmless = ["us-core-birthsex", "us-core-race", "us-core-ethnicity", "us-core-genderIdentity", "us-core-sex", "patient-disability", "data-absent-reason", "adjusted-life-years"];

    /// <summary>What the record keeps.</summary>
    public static JsonObject Unnamed(JsonObject patient) => Part(patient, naming: false);

    /// <summary>What the vault keeps.</summary>
    public static JsonObject Named(JsonObject patient) => Part(patient, naming: true);

    /// <summary>The whole, for who may see it.</summary>
    public static JsonObject Whole(JsonObject record, JsonObject names)
    {
        var whole = (JsonObject)record.DeepClone();
        foreach (var (name, value) in names)
        {
            if (name == "extension" && whole["extension"] is JsonArray there) foreach (var one in (JsonArray)value!) there.Add(one!.DeepClone());
            else whole[name] = value?.DeepClone();
        }
        return whole;
    }

    /// <summary>The identifiers by which the patient is found again; those without a system are no more than a word.</summary>
    /// <exception cref="FhirFault">One may not be kept.</exception>
    public static IReadOnlyList<PatientIdentifier> Identifiers(JsonObject patient, IdentifierReader reader)
    {
        var read = new List<PatientIdentifier>();
        var place = 0;
        foreach (var one in References.At(patient, "identifier"))
        {
            var path = $"Patient.identifier[{place++}]";
            if (References.Text(one, "system") is not { Length: > 0 } system || References.Text(one, "value") is not { Length: > 0 } value) continue;
            if (reader.TryRead(system, value, out var identifier, out var field, out var fault)) read.Add(identifier);
            else if (field == "value") throw FhirFault.Unprocessable("value", $"The identifier's value {fault}.", $"{path}.value");
        }
        return read;
    }

    private static JsonObject Part(JsonObject patient, bool naming)
    {
        var part = new JsonObject();
        foreach (var (name, value) in patient)
        {
            if (name == "extension" && value is JsonArray extensions)
            {
                var some = new JsonArray([.. extensions.Where(one => IsNaming(one) == naming).Select(one => one?.DeepClone())]);
                if (some.Count > 0) part[name] = some;
            }
            else if (Naming.Contains(name, StringComparer.Ordinal) == naming && (!naming || name != "extension"))
            {
                part[name] = value?.DeepClone();
            }
        }
        return part;
    }

    private static bool IsNaming(JsonNode? extension) => References.Text(extension, "url") is not { } url || !Array.Exists(Harmless, known => url.Contains(known, StringComparison.Ordinal));
}
