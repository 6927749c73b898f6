using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;

namespace TwinGrid.Gateway.Api.Summaries;

/// <summary>A patient's record in short as a document of FHIR: a bundle that begins with its Composition, in the sections of the International Patient Summary. https://hl7.org/fhir/R4/documents.html</summary>
internal static class SummaryDocument
{
    /// <summary>Codes of LOINC for documents and sections, as the International Patient Summary has them; forecasts and alerts have none.</summary>
    private static readonly Dictionary<SummaryPart, string> Codes = new()
    {
        [SummaryPart.Problems] = "11450-4", [SummaryPart.Allergies] = "48765-2", [SummaryPart.Medications] = "10160-0", [SummaryPart.Procedures] = "47519-4", [SummaryPart.Immunizations] = "11369-6", [SummaryPart.Vitals] = "8716-3",
        [SummaryPart.Results] = "30954-2",
    };

    private const string Whole = "60591-5", Author = "twingrid";

    /// <param name="address">Of the FHIR routes, without a stroke at its end.</param>
    public static JsonObject Of(PatientSummary summary, SummaryWords words, string address, Guid id)
    {
        var made = TwinWords.Instant(summary.At);
        var composition = new JsonObject
        {
            ["resourceType"] = "Composition", ["id"] = $"{id:n}", ["language"] = words.Language, ["status"] = "final", ["type"] = Coded(Whole, words.Title), ["subject"] = TwinWords.Patient(summary.Twin), ["date"] = made,
            ["author"] = new JsonArray(TwinWords.Refers($"Device/{Author}")), ["title"] = words.Title, ["section"] = new JsonArray([.. summary.Sections.Select(section => Section(section, words))]),
        };
        var device = new JsonObject { ["resourceType"] = "Device", ["id"] = Author, ["deviceName"] = new JsonArray(new JsonObject { ["name"] = "TwinGrid", ["type"] = "manufacturer-name" }) };
        var entries = new JsonArray(Entry(composition, address), Entry((JsonObject)summary.Patient.DeepClone(), address), Entry(device, address));
        foreach (var resource in summary.Sections.SelectMany(section => section.Resources)) entries.Add(Entry((JsonObject)resource.DeepClone(), address));
        return new JsonObject
        {
            ["resourceType"] = "Bundle", ["identifier"] = new JsonObject { ["system"] = "urn:ietf:rfc:3986", ["value"] = $"urn:uuid:{id}" }, ["type"] = "document", ["timestamp"] = made, ["entry"] = entries,
        };
    }

    private static JsonObject Section(SummarySection section, SummaryWords words)
    {
        var json = new JsonObject { ["title"] = words.Parts[section.Part] };
        if (Codes.TryGetValue(section.Part, out var code)) json["code"] = Coded(code, words.Parts[section.Part]);
        json["text"] = new JsonObject { ["status"] = "generated", ["div"] = Narrative(section, words) };
        if (section.Resources.Count > 0) json["entry"] = new JsonArray([.. section.Resources.Select(resource => TwinWords.Refers($"{resource["resourceType"]}/{resource["id"]}"))]);
        else json["emptyReason"] = TwinWords.Coded("http://terminology.hl7.org/CodeSystem/list-empty-reason", section.IsWithheld ? "withheld" : "unavailable");
        return json;
    }

    private static string Narrative(SummarySection section, SummaryWords words)
    {
        var text = new StringBuilder($"<div xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{words.Language}\">");
        if (section.Resources.Count == 0) text.Append($"<p>{WebUtility.HtmlEncode(words.Empty(section))}</p>");
        else
        {
            text.Append("<ul>");
            foreach (var resource in section.Resources)
                text.Append($"<li>{WebUtility.HtmlEncode(string.Join(" · ", ((string?[])[words.Day(ResourceWords.When(resource)), words.Name(resource), ResourceWords.Detail(resource)]).Where(part => !string.IsNullOrEmpty(part))))}</li>");
            text.Append("</ul>");
        }
        return text.Append("</div>").ToString();
    }

    private static JsonObject Coded(string code, string text) => new() { ["coding"] = new JsonArray(TwinWords.Coding(TwinWords.Loinc, code)), ["text"] = text };

    private static JsonObject Entry(JsonObject resource, string address) => new() { ["fullUrl"] = $"{address}/{References.Text(resource, "resourceType")}/{References.Text(resource, "id")}", ["resource"] = resource };
}
