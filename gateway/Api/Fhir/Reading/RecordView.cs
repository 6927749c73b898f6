using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.HealthRecords;
using TwinGrid.Vault;
using TwinGrid.Vault.Identities;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Resources as they are shown: a patient with his names for who may see them, entries and links of bundles.</summary>
internal sealed class RecordView(IIdentityVault vault, VaultOptions options)
{
    /// <summary>As it is kept; a patient with his names, for who may see them.</summary>
    public async Task<byte[]> Shown(RecordDoor door, Sight sight, StoredResource stored)
    {
        if (MadeIds.IsMade(stored.Name.Id)) ShownModels.Note(door.Context, TwinWords.ModelOf(JsonNode.Parse(stored.Body)!.AsObject()));
        if (stored.Name.Type != "Patient" || stored.Twin is not { } twin || !(await sight.Decide(twin, DataClass.Identity, door.Cancel)).Permitted) return stored.Body;
        return await Named(stored, door.Cancel);
    }

    /// <summary>A patient with his names.</summary>
    public async Task<byte[]> Named(StoredResource patient, CancellationToken cancel) => !options.IsAbsent && await vault.Person(patient.Twin!.Value, cancel) is { } names
        ? FhirWriter.Bytes(PatientNames.Whole(JsonNode.Parse(patient.Body)!.AsObject(), JsonNode.Parse(names)!.AsObject()))
        : patient.Body;

    public async Task<JsonObject> Entry(RecordDoor door, Sight sight, StoredResource stored, string mode, ResourcePart part)
    {
        var body = await Shown(door, sight, stored);
        return Entry(Address(door, stored.Name), part.IsWhole ? JsonNode.Parse(body)! : FhirFormats.Part(body, part), mode);
    }

    public static JsonObject Entry(string fullUrl, JsonNode resource, string mode) => new() { ["fullUrl"] = fullUrl, ["resource"] = resource, ["search"] = new JsonObject { ["mode"] = mode } };

    /// <summary>A version as an entry of a history.</summary>
    public static JsonObject Version(string fullUrl, string url, JsonNode resource, long version, DateTimeOffset at) => new()
    {
        ["fullUrl"] = fullUrl, ["resource"] = resource, ["request"] = new JsonObject { ["method"] = version == 1 ? "POST" : "PUT", ["url"] = url },
        ["response"] = new JsonObject { ["status"] = version == 1 ? "201" : "200", ["etag"] = $"W/\"{version}\"", ["lastModified"] = RecordReader.Time(at) },
    };

    /// <summary>Entries as a bundle of a type; without a total where none is told.</summary>
    public static JsonObject Bundle(string type, JsonArray entries, long? total, JsonArray? links = null)
    {
        var bundle = new JsonObject { ["resourceType"] = "Bundle", ["type"] = type };
        if (total is not null) bundle["total"] = total;
        if (links is not null) bundle["link"] = links;
        if (entries.Count > 0) bundle["entry"] = entries;
        return bundle;
    }

    public static JsonArray Links(RecordDoor door, string path, string asked, int count, string? more)
    {
        var self = $"{RecordReader.Base(door)}/{path}?{asked}{(asked.Length > 0 ? "&" : "")}_count={count.ToString(CultureInfo.InvariantCulture)}";
        var links = new JsonArray(new JsonObject { ["relation"] = "self", ["url"] = self });
        if (more is not null) links.Add(new JsonObject { ["relation"] = "next", ["url"] = $"{self}&_after={more}" });
        return links;
    }

    public static string Address(RecordDoor door, in ResourceName name) => $"{RecordReader.Base(door)}/{name}";
}
