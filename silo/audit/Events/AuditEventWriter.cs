using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using TwinGrid.Access;

namespace TwinGrid.Audit.Events;

/// <summary>Writes one access as a FHIR R4 AuditEvent after IHE BALP: who (client, user), where (server), what, whose, why, and what consent decided.</summary>
internal static class AuditEventWriter
{
    private static readonly FrozenDictionary<Purpose, string> Purposes = BalpCodes.Purposes.ToFrozenDictionary(pair => pair.Purpose, pair => pair.Code);

    /// <param name="site">The shard, which is the gateway's name.</param>
    public static byte[] Write(AccessEntry entry, DateTimeOffset at, string site)
    {
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            json.WriteStartObject();
            json.WriteString("resourceType"u8, "AuditEvent"u8);
            What(json, entry, at);
            Agents(json, entry, site);
            Source(json, site);
            Entities(json, entry);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void What(Utf8JsonWriter json, AccessEntry entry, DateTimeOffset at)
    {
        var (pattern, interaction, action) = BalpCodes.Of(entry.Operation);
        var succeeded = entry.Decision.Permitted && entry.Succeeded;
        if (succeeded) // BALP's profiles are of successes; failures have their shape and not their name
        {
            json.WriteStartObject("meta"u8);
            json.WriteStartArray("profile"u8);
            json.WriteStringValue($"{BalpCodes.Profiles}IHE.BasicAudit.{(entry.Twins.Count > 0 ? "Patient" : "")}{pattern}");
            json.WriteEndArray();
            json.WriteEndObject();
        }
        Coding(json, "type"u8, BalpCodes.EventType, "rest");
        json.WriteStartArray("subtype"u8);
        Coding(json, BalpCodes.Interaction, interaction);
        json.WriteEndArray();
        json.WriteString("action"u8, action);
        json.WriteString("recorded"u8, at.UtcDateTime);
        json.WriteString("outcome"u8, succeeded ? "0" : entry.Decision.Permitted ? "8" : "4");
        json.WriteString("outcomeDesc"u8, BalpCodes.Grounds.GetValueOrDefault(entry.Decision.Ground) ?? "unknown");
        json.WriteStartArray("purposeOfEvent"u8);
        json.WriteStartObject();
        json.WriteStartArray("coding"u8);
        Coding(json, BalpCodes.Reason, Purposes.GetValueOrDefault(entry.Purpose) ?? "PurposeOfUse");
        json.WriteEndArray();
        if (entry.Reason is { } reason) json.WriteString("text"u8, reason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Agents(Utf8JsonWriter json, AccessEntry entry, string site)
    {
        var clientIsSource = BalpCodes.ClientIsSource(entry.Operation);
        json.WriteStartArray("agent"u8);
        json.WriteStartObject(); // the client
        Concept(json, "type"u8, BalpCodes.Dicom, clientIsSource ? "110153" : "110152");
        Identifier(json, "who"u8, entry.Caller.ClientId.Length > 0 ? entry.Caller.ClientId : "unknown");
        json.WriteBoolean("requestor"u8, false);
        Network(json, entry.ClientAddress, otherwise: "unknown");
        json.WriteEndObject();
        json.WriteStartObject(); // the server
        Concept(json, "type"u8, BalpCodes.Dicom, clientIsSource ? "110152" : "110153");
        Identifier(json, "who"u8, site);
        json.WriteBoolean("requestor"u8, false);
        Network(json, null, otherwise: site);
        json.WriteEndObject();
        json.WriteStartObject(); // the user
        Concept(json, "type"u8, BalpCodes.Participation, "IRCP");
        if (BalpCodes.Roles.TryGetValue(entry.Caller.Role, out var role))
        {
            json.WriteStartArray("role"u8);
            Concept(json, BalpCodes.Own + "role", role);
            json.WriteEndArray();
        }
        Identifier(json, "who"u8, entry.Caller.Subject);
        json.WriteBoolean("requestor"u8, true);
        if (entry.Caller.CredentialId is { } credential)
        {
            json.WriteStartArray("policy"u8);
            json.WriteStringValue("urn:ietf:params:oauth:jti:" + credential);
            json.WriteEndArray();
        }
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Source(Utf8JsonWriter json, string site)
    {
        json.WriteStartObject("source"u8);
        json.WriteString("site"u8, site);
        Identifier(json, "observer"u8, site);
        json.WriteStartArray("type"u8);
        Coding(json, BalpCodes.SourceType, "4");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Entities(Utf8JsonWriter json, AccessEntry entry)
    {
        json.WriteStartArray("entity"u8);
        foreach (var twin in entry.Twins)
        {
            json.WriteStartObject();
            Reference(json, "Patient/" + twin.Value);
            Coding(json, "type"u8, BalpCodes.EntityType, "1");
            Coding(json, "role"u8, BalpCodes.ObjectRole, "1");
            json.WriteEndObject();
        }
        Data(json, entry);
        json.WriteStartObject();
        Identifier(json, "what"u8, entry.RequestId);
        Coding(json, "type"u8, BalpCodes.EntityTypes, "XrequestId");
        json.WriteEndObject();
        if (entry.Decision.ConsentId is { } consent)
        {
            json.WriteStartObject();
            Reference(json, $"Consent/{consent}/_history/{entry.Decision.ConsentVersion}");
            Coding(json, "type"u8, BalpCodes.ResourceTypes, "Consent");
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What was touched: the kinds of data, and the models behind what was shown. Of a search, the search.</summary>
    private static void Data(Utf8JsonWriter json, AccessEntry entry)
    {
        json.WriteStartObject();
        var isQuery = entry.Operation == Operation.Query;
        if (!isQuery) Identifier(json, "what"u8, entry.Route);
        Coding(json, "type"u8, BalpCodes.EntityType, "2");
        Coding(json, "role"u8, BalpCodes.ObjectRole, isQuery ? "24" : "4");
        if (entry.Data != DataClass.None)
        {
            json.WriteStartArray("securityLabel"u8);
            foreach (var (kind, word) in BalpCodes.Kinds)
                if (entry.Data.HasFlag(kind)) Coding(json, BalpCodes.Own + "data", word);
            json.WriteEndArray();
        }
        if (isQuery) json.WriteBase64String("query"u8, Encoding.UTF8.GetBytes(entry.Route));
        if (entry.ModelVersions.Count > 0)
        {
            json.WriteStartArray("detail"u8);
            foreach (var version in entry.ModelVersions)
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "model-version"u8);
                json.WriteString("valueString"u8, version);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Network(Utf8JsonWriter json, string? address, string otherwise)
    {
        json.WriteStartObject("network"u8);
        json.WriteString("address"u8, address ?? otherwise);
        json.WriteString("type"u8, address is null ? "1" : "2"); // 1 machine name, 2 IP address
        json.WriteEndObject();
    }

    private static void Identifier(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        json.WriteStartObject(name);
        json.WriteStartObject("identifier"u8);
        json.WriteString("value"u8, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Reference(Utf8JsonWriter json, string to)
    {
        json.WriteStartObject("what"u8);
        json.WriteString("reference"u8, to);
        json.WriteEndObject();
    }

    private static void Coding(Utf8JsonWriter json, ReadOnlySpan<byte> name, string system, string code)
    {
        json.WritePropertyName(name);
        Coding(json, system, code);
    }

    private static void Coding(Utf8JsonWriter json, string system, string code)
    {
        json.WriteStartObject();
        json.WriteString("system"u8, system);
        json.WriteString("code"u8, code);
        json.WriteEndObject();
    }

    private static void Concept(Utf8JsonWriter json, ReadOnlySpan<byte> name, string system, string code)
    {
        json.WritePropertyName(name);
        Concept(json, system, code);
    }

    private static void Concept(Utf8JsonWriter json, string system, string code)
    {
        json.WriteStartObject();
        json.WriteStartArray("coding"u8);
        Coding(json, system, code);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
