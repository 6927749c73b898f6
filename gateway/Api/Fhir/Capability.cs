using System.Reflection;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Types;

namespace TwinGrid.Gateway.Api.Fhir;

/// <summary><c>GET /fhir/metadata</c>: what is served, made of the same list as the routes.</summary>
internal static class Capability
{
    private static readonly string[] Reading = ["read", "vread", "history-instance", "search-type"], Writing = ["create", "update"];

    /// <summary>What every search may say of itself.</summary>
    public static readonly string[] General = ["_count", "_elements", "_include", "_revinclude", "_sort", "_summary", "_total"];

    private static readonly byte[] Statement = FhirWriter.Bytes(Made());

    public static FhirAnswer Answer() => new(StatusCodes.Status200OK, Statement);

    private static JsonObject Made() => new()
    {
        ["resourceType"] = "CapabilityStatement", ["status"] = "active", ["date"] = "2026-11-26", ["kind"] = "instance", ["fhirVersion"] = "4.0.1", ["format"] = new JsonArray("json", "xml"),
        ["software"] = new JsonObject { ["name"] = "TwinGrid", ["version"] = typeof(Capability).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0" },
        ["implementation"] = new JsonObject { ["description"] = "The health records of a grid of twins" },
        ["rest"] = new JsonArray(new JsonObject
        {
            ["mode"] = "server",
            ["extension"] = new JsonArray(new JsonObject { ["url"] = "http://hl7.org/fhir/StructureDefinition/capabilitystatement-websocket", ["valueUri"] = "websocket" }),
            ["interaction"] = new JsonArray(new JsonObject { ["code"] = "transaction" }, new JsonObject { ["code"] = "batch" }),
            ["searchParam"] = new JsonArray([.. General.Select(name => new JsonObject { ["name"] = name, ["type"] = "special" })]),
            ["operation"] = new JsonArray(Operation("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export")),
            ["resource"] = new JsonArray([.. RecordTypes.All.Select(Of), Subscribed, new JsonObject { ["type"] = "Group", ["operation"] = new JsonArray(Operation("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/group-export")) }]),
        }),
    };

    private static JsonObject Of(RecordType type)
    {
        var resource = new JsonObject
        {
            ["type"] = type.Name, ["interaction"] = new JsonArray([.. InteractionsOf(type).Select(code => new JsonObject { ["code"] = code })]), ["versioning"] = IsWritten(type) ? "versioned-update" : "versioned",
            ["readHistory"] = true, ["updateCreate"] = IsWritten(type), ["conditionalCreate"] = type.IsKept, ["conditionalUpdate"] = type.IsKept, ["conditionalRead"] = "not-supported",
            ["searchInclude"] = Words(References(type).Select(name => $"{type.Name}:{name}")),
            ["searchRevInclude"] = Words(RecordTypes.All.SelectMany(from => References(from).Where(name => type.Name == "Patient" ? name is "patient" or "subject" : name is "target").Select(name => $"{from.Name}:{name}"))),
            ["searchParam"] = new JsonArray([.. type.Parameters.Concat(Parameters.Others(type).Select(pair => pair.Name)).Select(name => new JsonObject { ["name"] = name, ["type"] = Parameters.KindOf(name) })]),
        };
        if (type.Documentation is { } words) resource["documentation"] = words;
        if (type.Name == "Patient") resource["operation"] = new JsonArray(
            Operation("everything", "http://hl7.org/fhir/OperationDefinition/Patient-everything"), Operation("twin", "urn:twingrid:operation:patient-twin"), Operation("export", "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/patient-export"));
        return resource;
    }

    private static bool IsWritten(RecordType type) => type.IsKept || type.Writers is not null;

    private static IEnumerable<string> InteractionsOf(RecordType type) => IsWritten(type) ? Reading.Concat(Writing) : Reading;

    private static JsonObject Subscribed => new()
    {
        ["type"] = "Subscription", ["interaction"] = new JsonArray([.. new[] { "read", "search-type", "create", "update", "delete" }.Select(code => new JsonObject { ["code"] = code })]), ["versioning"] = "versioned", ["readHistory"] = false, ["updateCreate"] = false,
    };

    private static JsonObject Operation(string name, string definition) => new() { ["name"] = name, ["definition"] = definition };

    /// <summary>Parameters of a kind that name resources, and can be followed.</summary>
    private static IEnumerable<string> References(RecordType type) => type.Parameters.Concat(Parameters.Others(type).Select(pair => pair.Name)).Where(Parameters.IsReference);

    private static JsonArray Words(IEnumerable<string> words) => new([.. words.Select(word => (JsonNode)word)]);
}
