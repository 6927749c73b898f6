using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Disclosure.Anonymity;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Studies.Exports;
using TwinGrid.HealthRecords;
using static TwinGrid.Gateway.Api.Fhir.Bulk.ResearchForms;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>
/// Resources of one export as they leave under a study's pseudonyms. Ids are made with a key that was drawn for this export and is kept nowhere: they hold together within it, and lead from it to nothing.
/// </summary>
/// <param name="isRare">Whether too few people carry a code, <c>system|code</c>.</param>
internal sealed class ResearchView(Func<string, bool> isRare)
{
    private const string Ucum = "http://unitsofmeasure.org";

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>Codes that were left behind, and resources that said nothing without.</summary>
    public long CodesLeftBehind { get; private set; }

    public long ResourcesLeftBehind { get; private set; }

    public long TimesShifted { get; private set; }

    /// <summary>A person: what the class shares.</summary>
    public static byte[] Patient(string pseudonym, AnonymousClass one)
    {
        var patient = new JsonObject
        {
            ["resourceType"] = "Patient", ["id"] = pseudonym,
            ["extension"] = new JsonArray(Band("age", one.Age), Band("height-cm", one.Height), Band("weight-kg", one.Weight)),
        };
        if (Released.SexOf(one) is { } sex && sex is ("female" or "male")) patient["gender"] = sex;
        return FhirWriter.Bytes(patient);
    }

    /// <summary>A resource as it leaves; null where it stays behind.</summary>
    public byte[]? Of(StoredResource stored, string pseudonym, TimeSpan shift)
    {
        if (ResearchForms.Of(stored.Name.Type) is not { } form || Made(JsonNode.Parse(stored.Body)!.AsObject(), form, shift) is not { } made)
        {
            ResourcesLeftBehind++;
            return null;
        }
        var resource = new JsonObject { ["resourceType"] = stored.Name.Type, ["id"] = IdOf(stored.Name.ToString()) };
        foreach (var (name, value) in made) resource[name] = value?.DeepClone();
        resource[stored.Name.Type is "AllergyIntolerance" or "Immunization" ? "patient" : "subject"] = new JsonObject { ["reference"] = $"Patient/{pseudonym}" };
        return FhirWriter.Bytes(resource);
    }

    /// <summary>Codes that a resource could tell, <c>system|code</c>.</summary>
    public static IEnumerable<string> Codes(StoredResource stored) => ResearchForms.Of(stored.Name.Type) is { } form ? Codes(JsonNode.Parse(stored.Body)!.AsObject(), form) : [];

    private static IEnumerable<string> Codes(JsonObject from, ResearchElement form) => form.Elements.SelectMany(pair => Each(from[pair.Key]).OfType<JsonObject>().SelectMany(one =>
        pair.Value.Treatment is Treatment.Coded or Treatment.Needed ? Codings(one).Where(coding => IsPublic(References.Text(coding, "system"))).Select(Word) : Codes(one, pair.Value)));

    private JsonObject? Made(JsonObject from, ResearchElement form, TimeSpan shift)
    {
        var made = new JsonObject();
        foreach (var (name, element) in form.Elements)
        {
            if (from[name] is not { } value)
            {
                if (element.Treatment == Treatment.Needed) return null;
                continue;
            }
            var left = value is JsonArray many ? Several(many, element, shift) : One(value, element, shift);
            if (left is null && element.Treatment == Treatment.Needed) return null;
            if (left is not null) made[name] = left;
        }
        return made.Count > 0 ? made : null;
    }

    private JsonArray? Several(JsonArray many, ResearchElement element, TimeSpan shift)
    {
        var left = new JsonArray([.. many.Select(one => one is null ? null : One(one, element, shift)).OfType<JsonNode>()]);
        return left.Count > 0 ? left : null;
    }

    private JsonNode? One(JsonNode value, ResearchElement element, TimeSpan shift) => element.Treatment switch
    {
        Treatment.Coded or Treatment.Needed => value is JsonObject concept ? Coded(concept) : null,
        Treatment.Time => Times(value, shift),
        Treatment.Quantity => value is JsonObject quantity ? Quantity(quantity) : null,
        Treatment.Reference => References.Text(value, "reference") is { } reference && References.TryRead(reference, out var type, out var id) && ResearchForms.Of(type) is not null ? new JsonObject { ["reference"] = $"{type}/{IdOf($"{type}/{id}")}" } : null,
        _ => element.Elements.Count > 0 ? value is JsonObject within ? Made(within, element, shift) : null : value is JsonValue ? value.DeepClone() : null,
    };

    private JsonObject? Coded(JsonObject concept)
    {
        var left = new JsonArray();
        foreach (var coding in Codings(concept))
        {
            if (IsPublic(References.Text(coding, "system")) && References.Text(coding, "code") is not null && !isRare(Word(coding))) left.Add(new JsonObject { ["system"] = References.Text(coding, "system"), ["code"] = References.Text(coding, "code") });
            else CodesLeftBehind++;
        }
        if (left.Count == 0) return null;
        return concept.ContainsKey("coding") ? new JsonObject { ["coding"] = left } : (JsonObject)left[0]!.DeepClone();
    }

    private JsonNode? Times(JsonNode value, TimeSpan shift)
    {
        if (value is JsonObject period)
        {
            var left = new JsonObject();
            foreach (var end in (string[])["start", "end"])
                if (period[end] is { } time && Times(time, shift) is { } shifted) left[end] = shifted;
            return left.Count > 0 ? left : null;
        }
        if (value is not JsonValue text || !text.TryGetValue<string>(out var written) || !FhirTime.TryRead(written, out var begins, out _)) return null;
        TimesShifted++;
        var at = (begins + shift).UtcDateTime;
        return at.ToString(written.Length switch { 4 => "yyyy", 7 => "yyyy-MM", 10 => "yyyy-MM-dd", _ => "yyyy-MM-dd'T'HH:mm':00Z'" }, CultureInfo.InvariantCulture);
    }

    private static JsonObject? Quantity(JsonObject quantity)
    {
        if (quantity["value"] is not { } value) return null;
        var left = new JsonObject { ["value"] = value.DeepClone() };
        if (quantity["comparator"] is { } comparator) left["comparator"] = comparator.DeepClone();
        if (References.Text(quantity, "system") == Ucum && References.Text(quantity, "code") is { } unit) (left["unit"], left["system"], left["code"]) = (unit, Ucum, unit);
        return left;
    }

    private string IdOf(string name) => Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(name)))[..32];

    private static IReadOnlyList<JsonNode?> Each(JsonNode? node) => node switch { null => [], JsonArray many => [.. many], _ => [node] };

    private static IEnumerable<JsonObject> Codings(JsonObject concept) => concept["coding"] is JsonArray codings ? codings.OfType<JsonObject>() : concept.ContainsKey("code") ? [concept] : [];

    private static string Word(JsonObject coding) => $"{References.Text(coding, "system")}|{References.Text(coding, "code")}";

    private static JsonObject Band(string what, string band) => new() { ["url"] = $"urn:twingrid:band:{what}", ["valueString"] = band };
}
