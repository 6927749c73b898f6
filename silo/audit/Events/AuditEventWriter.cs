using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using TwinGrid.Access;

namespace TwinGrid.Audit.Events;

/// <summary>
/// Writes one access as a FHIR R4 AuditEvent after IHE BALP: who (client, user), where (server), what, whose, why, and what consent decided. What is the same in many events is written once and copied:
/// every access waits for this.
/// </summary>
/// <param name="site">The shard, which is the gateway's name.</param>
internal sealed class AuditEventWriter(string site)
{
    private static readonly byte[] Rest = Made(json => Coding(json, BalpCodes.EventType, "rest"));
    private static readonly byte[] Source = Made(json => Concept(json, BalpCodes.Dicom, "110153"));
    private static readonly byte[] Destination = Made(json => Concept(json, BalpCodes.Dicom, "110152"));
    private static readonly byte[] Recipient = Made(json => Concept(json, BalpCodes.Participation, "IRCP"));
    private static readonly byte[] PersonObject = Made(json => Coding(json, BalpCodes.EntityType, "1"));
    private static readonly byte[] SystemObject = Made(json => Coding(json, BalpCodes.EntityType, "2"));
    private static readonly byte[] Patient = Made(json => Coding(json, BalpCodes.ObjectRole, "1"));
    private static readonly byte[] Resource = Made(json => Coding(json, BalpCodes.ObjectRole, "4"));
    private static readonly byte[] Query = Made(json => Coding(json, BalpCodes.ObjectRole, "24"));
    private static readonly byte[] Request = Made(json => Coding(json, BalpCodes.EntityTypes, "XrequestId"));
    private static readonly byte[] Consent = Made(json => Coding(json, BalpCodes.ResourceTypes, "Consent"));

    private static readonly FrozenDictionary<Role, byte[]> Roles = BalpCodes.Roles.ToFrozenDictionary(role => role.Key, role => Made(json => List(json, () => Concept(json, BalpCodes.Own + "role", role.Value))));

    /// <summary>BALP's profiles are of successes; failures have their shape and not their name.</summary>
    private static readonly FrozenDictionary<(Operation, bool HasPatient), byte[]> Profiles = Enum.GetValues<Operation>().SelectMany(operation => new[] { (operation, false), (operation, true) }).ToFrozenDictionary(
        kind => kind, kind => Made(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("profile"u8);
            json.WriteStringValue($"{BalpCodes.Profiles}IHE.BasicAudit.{(kind.Item2 ? "Patient" : "")}{BalpCodes.Of(kind.operation).Pattern}");
            json.WriteEndArray();
            json.WriteEndObject();
        }));

    private static readonly FrozenDictionary<Operation, byte[]> Interactions =
        Enum.GetValues<Operation>().ToFrozenDictionary(operation => operation, operation => Made(json => List(json, () => Coding(json, BalpCodes.Interaction, BalpCodes.Of(operation).Interaction))));

    private static readonly FrozenDictionary<Purpose, byte[]> Purposes = BalpCodes.Purposes.ToFrozenDictionary(pair => pair.Purpose, pair => Why(pair.Code));
    private static readonly byte[] NoPurpose = Why("PurposeOfUse");

    /// <summary>By the kinds of data, of which the routes name a few sets.</summary>
    private static readonly ConcurrentDictionary<DataClass, byte[]> Labels = new();

    /// <summary>Callers whose agents are kept, some 700 bytes each.</summary>
    private const int MostAgents = 4_096;

    private readonly ConcurrentDictionary<(string Subject, Role Role, string Client, string? Credential, string? Address, bool IsSource), byte[]> _agents = new();

    [ThreadStatic] private static ArrayBufferWriter<byte>? _buffer;
    [ThreadStatic] private static Utf8JsonWriter? _json;

    private readonly byte[] _serverAsSource = Made(json => Server(json, Source, site)), _serverAsDestination = Made(json => Server(json, Destination, site)), _source = Made(json => Observer(json, site));

    /// <returns>The event, until this thread writes the next.</returns>
    public ReadOnlySpan<byte> Write(AccessEntry entry, DateTimeOffset at)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        var json = _json ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        buffer.ResetWrittenCount();
        json.Reset();
        json.WriteStartObject();
        json.WriteString("resourceType"u8, "AuditEvent"u8);
        What(json, entry, at);
        Raw(json, "agent"u8, AgentsOf(entry));
        Raw(json, "source"u8, _source);
        Entities(json, entry);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan;
    }

    private static void What(Utf8JsonWriter json, AccessEntry entry, DateTimeOffset at)
    {
        var succeeded = entry.Decision.Permitted && entry.Succeeded;
        if (succeeded) Raw(json, "meta"u8, Profiles[(entry.Operation, entry.Twins.Count > 0)]);
        Raw(json, "type"u8, Rest);
        Raw(json, "subtype"u8, Interactions[entry.Operation]);
        json.WriteString("action"u8, BalpCodes.Of(entry.Operation).Action);
        json.WriteString("recorded"u8, at.UtcDateTime);
        json.WriteString("outcome"u8, succeeded ? "0"u8 : entry.Decision.Permitted ? "8"u8 : "4"u8);
        json.WriteString("outcomeDesc"u8, BalpCodes.Grounds.GetValueOrDefault(entry.Decision.Ground) ?? "unknown");
        json.WriteStartArray("purposeOfEvent"u8);
        json.WriteStartObject();
        Raw(json, "coding"u8, Purposes.GetValueOrDefault(entry.Purpose) ?? NoPurpose);
        if (entry.Reason is { } reason) json.WriteString("text"u8, reason);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    /// <summary>Who comes comes again: what is written of his client, the server and himself is kept for the next time.</summary>
    private byte[] AgentsOf(AccessEntry entry)
    {
        var key = (entry.Caller.Subject, entry.Caller.Role, entry.Caller.ClientId, entry.Caller.CredentialId, entry.ClientAddress, BalpCodes.ClientIsSource(entry.Operation));
        if (_agents.TryGetValue(key, out var known)) return known;
        if (_agents.Count >= MostAgents) _agents.Clear();
        return _agents[key] = Made(json => Agents(json, entry));
    }

    private void Agents(Utf8JsonWriter json, AccessEntry entry)
    {
        var clientIsSource = BalpCodes.ClientIsSource(entry.Operation);
        json.WriteStartArray();
        json.WriteStartObject(); // the client
        Raw(json, "type"u8, clientIsSource ? Source : Destination);
        Identifier(json, "who"u8, entry.Caller.ClientId.Length > 0 ? entry.Caller.ClientId : "unknown");
        json.WriteBoolean("requestor"u8, false);
        Network(json, entry.ClientAddress, otherwise: "unknown");
        json.WriteEndObject();
        json.WriteRawValue(clientIsSource ? _serverAsDestination : _serverAsSource, skipInputValidation: true);
        json.WriteStartObject(); // the user
        Raw(json, "type"u8, Recipient);
        if (Roles.TryGetValue(entry.Caller.Role, out var role)) Raw(json, "role"u8, role);
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

    private static void Server(Utf8JsonWriter json, byte[] type, string site)
    {
        json.WriteStartObject();
        Raw(json, "type"u8, type);
        Identifier(json, "who"u8, site);
        json.WriteBoolean("requestor"u8, false);
        Network(json, null, otherwise: site);
        json.WriteEndObject();
    }

    private static void Observer(Utf8JsonWriter json, string site)
    {
        json.WriteStartObject();
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
            Raw(json, "type"u8, PersonObject);
            Raw(json, "role"u8, Patient);
            json.WriteEndObject();
        }
        Data(json, entry);
        json.WriteStartObject();
        Identifier(json, "what"u8, entry.RequestId);
        Raw(json, "type"u8, Request);
        json.WriteEndObject();
        if (entry.Decision.ConsentId is { } consent)
        {
            json.WriteStartObject();
            Reference(json, $"Consent/{consent}/_history/{entry.Decision.ConsentVersion}");
            Raw(json, "type"u8, Consent);
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
        Raw(json, "type"u8, SystemObject);
        Raw(json, "role"u8, isQuery ? Query : Resource);
        if (entry.Data != DataClass.None) Raw(json, "securityLabel"u8, Labels.GetOrAdd(entry.Data, LabelsOf));
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

    private static byte[] Why(string code) => Made(json => List(json, () => Coding(json, BalpCodes.Reason, code)));

    private static byte[] LabelsOf(DataClass data) => Made(json => List(json, () =>
    {
        foreach (var (kind, word) in BalpCodes.Kinds)
            if (data.HasFlag(kind)) Coding(json, BalpCodes.Own + "data", word);
    }));

    private static void Network(Utf8JsonWriter json, string? address, string otherwise)
    {
        json.WriteStartObject("network"u8);
        json.WriteString("address"u8, address ?? otherwise);
        json.WriteString("type"u8, address is null ? "1"u8 : "2"u8); // 1 machine name, 2 IP address
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

    private static void Coding(Utf8JsonWriter json, string system, string code)
    {
        json.WriteStartObject();
        json.WriteString("system"u8, system);
        json.WriteString("code"u8, code);
        json.WriteEndObject();
    }

    private static void Concept(Utf8JsonWriter json, string system, string code)
    {
        json.WriteStartObject();
        json.WriteStartArray("coding"u8);
        Coding(json, system, code);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void List(Utf8JsonWriter json, Action items)
    {
        json.WriteStartArray();
        items();
        json.WriteEndArray();
    }

    private static void Raw(Utf8JsonWriter json, ReadOnlySpan<byte> name, byte[] value)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(value, skipInputValidation: true);
    }

    private static byte[] Made(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true })) write(json);
        return buffer.WrittenSpan.ToArray();
    }
}
