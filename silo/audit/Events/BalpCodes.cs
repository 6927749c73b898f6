using System.Collections.Frozen;
using System.Text.Json;
using TwinGrid.Access;

namespace TwinGrid.Audit.Events;

/// <summary>The codes of IHE Basic Audit Log Patterns (BALP 1.1) and FHIR R4 for what the grid tells apart.</summary>
internal static class BalpCodes
{
    public const string Profiles = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/";
    public const string EntityTypes = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
    public const string EventType = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    public const string Interaction = "http://hl7.org/fhir/restful-interaction";
    public const string Dicom = "http://dicom.nema.org/resources/ontology/DCM";
    public const string Reason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    public const string Participation = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    public const string EntityType = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    public const string ObjectRole = "http://terminology.hl7.org/CodeSystem/object-role";
    public const string ResourceTypes = "http://hl7.org/fhir/resource-types";
    public const string SourceType = "http://terminology.hl7.org/CodeSystem/security-source-type";

    /// <summary>The grid's own words: roles, kinds of data, grounds.</summary>
    public const string Own = "urn:twingrid:";

    /// <summary>BALP's pattern, FHIR's interaction and AuditEvent.action for an operation.</summary>
    public static (string Pattern, string Interaction, string Action) Of(Operation operation) => operation switch
    {
        Operation.Query => ("Query", "search", "E"),
        Operation.Append or Operation.Create => ("Create", "create", "C"),
        Operation.Update => ("Update", "update", "U"),
        Operation.Delete => ("Delete", "delete", "D"),
        _ => ("Read", "read", "R"),
    };

    /// <summary>True where the client is the source of what is sent, as in BALP's patterns for creating, updating and searching.</summary>
    public static bool ClientIsSource(Operation operation) => operation is Operation.Append or Operation.Create or Operation.Update or Operation.Query;

    public static readonly IReadOnlyList<(Purpose Purpose, string Code)> Purposes =
    [
        (Purpose.Care, "TREAT"), (Purpose.OwnUse, "PATRQT"), (Purpose.Research, "HRESCH"), (Purpose.PublicHealth, "PUBHLTH"), (Purpose.Emergency, "ETREAT"), (Purpose.Operations, "HOPERAT"),
    ];

    public static readonly FrozenDictionary<AccessGround, string> Grounds = Enum.GetValues<AccessGround>().ToFrozenDictionary(ground => ground, Word);

    public static readonly FrozenDictionary<Role, string> Roles = Enum.GetValues<Role>().ToFrozenDictionary(role => role, Word);

    public static readonly IReadOnlyList<(DataClass Kind, string Word)> Kinds = [.. Enum.GetValues<DataClass>().Where(kind => kind != DataClass.None).Select(kind => (kind, Word(kind)))];

    /// <summary>A word of the grid's own as it stands in events: <c>CareTeam</c> is <c>care-team</c>.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
