using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;

namespace TwinGrid.Gateway.Api.Summaries;

/// <summary>What a resource says, in a few words for people.</summary>
internal static class ResourceWords
{
    private static readonly string[] Names = ["code", "medicationCodeableConcept", "vaccineCode"], Times = ["onsetDateTime", "authoredOn", "effectiveDateTime", "performedDateTime", "occurrenceDateTime", "identifiedDateTime", "recordedDate", "dateAsserted"],
        Periods = ["performedPeriod", "effectivePeriod", "onsetPeriod"];

    /// <summary>What it is about.</summary>
    public static string Name(JsonObject resource)
    {
        foreach (var name in Names)
            if (Concept(resource[name]) is { } words) return words;
        return References.Text(resource["medicationReference"], "display") ?? References.Text(resource, "detail") ?? "–";
    }

    /// <summary>When it was, as it is written there; null where it does not say.</summary>
    public static string? When(JsonObject resource)
    {
        foreach (var name in Times)
            if (References.Text(resource, name) is { } time) return time;
        foreach (var name in Periods)
            if (References.Text(resource[name], "start") is { } start) return start;
        return null;
    }

    /// <summary>Value, dose, standing: what else is worth a column.</summary>
    public static string Detail(JsonObject resource)
    {
        var parts = new List<string>();
        if (Quantity(resource["valueQuantity"]) is { } value) parts.Add(value);
        if (Concept(resource["valueCodeableConcept"]) is { } found) parts.Add(found);
        if (References.Text(resource, "valueString") is { } text) parts.Add(text);
        foreach (var component in References.At(resource, "component").OfType<JsonObject>())
            if (Quantity(component["valueQuantity"]) is { } part) parts.Add($"{Concept(component["code"])} {part}");
        parts.AddRange(References.At(resource, "dosageInstruction").Concat(References.At(resource, "dosage")).Select(dose => References.Text(dose, "text")).OfType<string>());
        parts.AddRange(References.At(resource, "reaction.manifestation").Select(Concept).OfType<string>());
        if (References.Text(resource, "criticality") is { } criticality) parts.Add(criticality);
        return string.Join(", ", parts);
    }

    /// <summary>How it stands, in FHIR's word; null where it has none.</summary>
    public static string? Status(JsonObject resource) => References.At(resource, "clinicalStatus.coding").Select(coding => References.Text(coding, "code")).FirstOrDefault() ?? References.Text(resource, "status");

    public static bool IsCurrent(JsonObject resource) => Status(resource) is "active" or "recurrence" or "relapse" or "preliminary" or "intended" or "on-hold";

    private static string? Concept(JsonNode? concept) =>
        References.Text(concept, "text") ?? References.At(concept, "coding").Select(coding => References.Text(coding, "display")).FirstOrDefault(display => display is not null) ?? References.At(concept, "coding").Select(coding => References.Text(coding, "code")).FirstOrDefault();

    private static string? Quantity(JsonNode? quantity)
    {
        if (quantity?["value"] is not JsonValue value) return null;
        var number = double.TryParse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read.ToString("0.####", CultureInfo.InvariantCulture) : value.ToJsonString();
        return $"{References.Text(quantity, "comparator")}{number} {Unit(References.Text(quantity, "unit") ?? References.Text(quantity, "code") ?? "")}".TrimEnd();
    }

    /// <summary>A unit of UCUM as people write it.</summary>
    private static string Unit(string unit) => unit.Replace("mm[Hg]", "mmHg", StringComparison.Ordinal).Replace("{1.73_m2}", "1.73 m²", StringComparison.Ordinal).Replace("10*3/uL", "10³/µL", StringComparison.Ordinal).Replace("{INR}", "", StringComparison.Ordinal);
}
