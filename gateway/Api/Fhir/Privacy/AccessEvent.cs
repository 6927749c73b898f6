using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Patients;
using static TwinGrid.Gateway.Api.Fhir.Twins.TwinWords;

namespace TwinGrid.Gateway.Api.Fhir.Privacy;

/// <summary>A row of a patient's book of accesses as the FHIR R4 AuditEvent that the trail has of its first, after IHE BALP: who, what, why, whose, and what consent decided; with how often in its hour.</summary>
internal static class AccessEvent
{
    private const string Dicom = "http://dicom.nema.org/resources/ontology/DCM", EntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type", ObjectRole = "http://terminology.hl7.org/CodeSystem/object-role", Own = "urn:twingrid:";

    /// <param name="id">The resource's.</param>
    /// <param name="twin">Whose book it is.</param>
    public static byte[] Of(AccessRow row, string id, TwinId twin)
    {
        var note = row.First;
        var (interaction, action) = Of(note.What);
        var purpose = ConsentResource.CodeOf(note.Purpose);
        var resource = new JsonObject
        {
            ["resourceType"] = "AuditEvent", ["id"] = id, ["meta"] = new JsonObject { ["versionId"] = row.Times.ToString(CultureInfo.InvariantCulture), ["lastUpdated"] = Reading.RecordReader.Time(row.LastAt) },
            ["type"] = Coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest"), ["subtype"] = new JsonArray(Coding("http://hl7.org/fhir/restful-interaction", interaction)), ["action"] = action,
            ["period"] = new JsonObject { ["start"] = Instant(note.At), ["end"] = Instant(row.LastAt) }, ["recorded"] = Instant(note.At),
            ["outcome"] = note.Given ? "0" : "4", ["outcomeDesc"] = note.Ground, ["purposeOfEvent"] = new JsonArray(Coded(ConsentResource.ActReason, purpose)),
            ["agent"] = new JsonArray(Client(note, action), User(note)),
            ["source"] = new JsonObject { ["site"] = note.Shard, ["observer"] = Identifier(note.Shard), ["type"] = new JsonArray(Coding("http://terminology.hl7.org/CodeSystem/security-source-type", "4")) },
            ["entity"] = Entities(row, twin),
        };
        return FhirWriter.Bytes(resource);
    }

    private static JsonObject Client(AccessNote note, string action) => new()
    {
        ["type"] = Coded(Dicom, action == "R" ? "110152" : "110153"), ["who"] = Identifier(note.Client), ["requestor"] = false,
    };

    private static JsonObject User(AccessNote note)
    {
        var user = new JsonObject { ["type"] = Coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP") };
        if (note.Role.Length > 0) user["role"] = new JsonArray(Coded(Own + "role", note.Role));
        (user["who"], user["requestor"]) = (Identifier(note.By), true);
        return user;
    }

    private static JsonArray Entities(AccessRow row, TwinId twin)
    {
        var note = row.First;
        var data = new JsonObject { ["what"] = Identifier(note.What), ["type"] = Coding(EntityType, "2"), ["role"] = Coding(ObjectRole, "4") };
        if (note.Data.Count > 0) data["securityLabel"] = new JsonArray([.. note.Data.Select(word => Coding(Own + "data", word))]);
        data["detail"] = new JsonArray([Detail("times", row.Times.ToString(CultureInfo.InvariantCulture)), .. row.Models.Select(version => Detail("model-version", version))]);
        var entities = new JsonArray(new JsonObject { ["what"] = Refers($"Patient/{twin.Value}"), ["type"] = Coding(EntityType, "1"), ["role"] = Coding(ObjectRole, "1") }, data);
        if (note.Consent?.Split(' ') is [_, var version]) entities.Add(new JsonObject { ["what"] = Refers($"Consent/{ConsentResource.Id(twin)}/_history/{version}"), ["type"] = Coding("http://hl7.org/fhir/resource-types", "Consent") });
        return entities;
    }

    /// <summary>FHIR's interaction and AuditEvent.action by the method of a route.</summary>
    private static (string Interaction, string Action) Of(string route) => route.Split(' ')[0] switch
    {
        "POST" or "HL7" => ("create", "C"), "PUT" or "PATCH" => ("update", "U"), "DELETE" => ("delete", "D"), _ => ("read", "R"),
    };

    private static JsonObject Detail(string type, string value) => new() { ["type"] = type, ["valueString"] = value };

    private static JsonObject Identifier(string value) => new() { ["identifier"] = new JsonObject { ["value"] = value } };
}
