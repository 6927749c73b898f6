using System.Text.Json;
using System.Text.Json.Nodes;
using TwinGrid.Access;
using TwinGrid.Gateway.Api.Consents;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Fhir.Types;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Privacy;

/// <summary>
/// A patient's consent as FHIR's Consent, and back. What is read goes through the form of <c>PUT /v1/twins/{id}/consent</c>, which alone says what a consent may be. What that form has no word for is
/// refused: a consent that is understood in part permits what nobody permitted.
/// </summary>
internal static class ConsentResource
{
    public const string ActReason = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

    private const string Data = "urn:twingrid:data", Kinds = "http://hl7.org/fhir/resource-types", ActorBegin = "urn:twingrid:";

    private static readonly (string Code, string Word)[] Purposes =
        [("TREAT", "care"), ("PATRQT", "own-use"), ("HRESCH", "research"), ("PUBHLTH", "public-health"), ("ETREAT", "emergency"), ("HOPERAT", "operations")];

    private static readonly string[] Understood = ["type", "period", "purpose", "class", "actor", "provision", "id"];

    public static string Id(TwinId twin) => MadeIds.Consent(twin);

    /// <summary>What HL7 calls a purpose.</summary>
    public static string CodeOf(string word) => Array.Find(Purposes, pair => pair.Word == word).Code ?? "PurposeOfUse";

    /// <summary>A version as a resource.</summary>
    public static JsonObject Of(TwinId twin, Consent consent)
    {
        var resource = new JsonObject
        {
            ["resourceType"] = "Consent", ["id"] = Id(twin), ["meta"] = new JsonObject { ["versionId"] = $"{consent.Version}", ["lastUpdated"] = Reading.RecordReader.Time(consent.FiledAt) },
            ["status"] = consent.IsActive ? "active" : "inactive", ["scope"] = TwinWords.Coded("http://terminology.hl7.org/CodeSystem/consentscope", "patient-privacy"), ["category"] = new JsonArray(TwinWords.Coded(TwinWords.Loinc, "59284-0")),
            ["patient"] = TwinWords.Patient(twin), ["dateTime"] = TwinWords.Instant(consent.FiledAt), ["performer"] = new JsonArray(new JsonObject { ["identifier"] = new JsonObject { ["value"] = consent.FiledBy } }),
            ["policyRule"] = new JsonObject { ["text"] = "The patient has his record and his care teams care for him; nobody else sees anything unless a provision permits it. Of equal provisions a denial wins." },
        };
        if (consent.Provisions.Count > 0) resource["provision"] = new JsonObject { ["provision"] = new JsonArray([.. consent.Provisions.Select(one => Of(ProvisionBody.Of(one)))]) };
        return resource;
    }

    /// <summary>What a resource permits and denies.</summary>
    /// <exception cref="FhirFault">It is wrong or says what is not understood; the element is named.</exception>
    public static ReadConsent Read(JsonObject resource)
    {
        var body = new JsonObject { ["status"] = References.Text(resource, "status") switch { "active" => "active", "inactive" or "rejected" or "entered-in-error" => "inactive", _ => throw FhirFault.Unprocessable("value", "The consent must be active, or inactive to withdraw it.", "Consent.status") } };
        if (resource["provision"] is JsonObject root)
        {
            var isRule = root.ContainsKey("type");
            if (!isRule && root.Any(pair => pair.Key is not ("provision" or "id"))) throw FhirFault.Unprocessable("value", "The provision does not say whether it permits or denies.", "Consent.provision.type");
            body["provision"] = isRule ? new JsonArray(Said(root, "Consent.provision")) : Inner(root, "Consent.provision");
        }
        else if (References.Text(resource, "status") == "active")
        {
            throw FhirFault.Unprocessable("required", "An active consent must have provisions: what it permits and denies is not taken from its policy.", "Consent.provision");
        }
        using var read = JsonDocument.Parse(body.ToJsonString());
        if (ConsentBody.Read(read.RootElement).Is(out var consent, out var problem)) return consent;
        throw new FhirFault(StatusCodes.Status422UnprocessableEntity, [.. (problem.Errors ?? []).Select(error => new Issue("value", $"{error.Field} {error.Reason}.", $"Consent.{(error.Field.StartsWith("provision", StringComparison.Ordinal) ? "provision." : "")}{error.Field}"))]);
    }

    private static JsonObject Of(ProvisionBody body)
    {
        var provision = new JsonObject { ["type"] = body.Type };
        if (body.Period is { } period)
        {
            var between = new JsonObject();
            if (period.Start is { } start) between["start"] = TwinWords.Instant(start);
            if (period.End is { } end) between["end"] = TwinWords.Instant(end);
            provision["period"] = between;
        }
        if (body.Actor is { Count: > 0 } actors) provision["actor"] = new JsonArray([.. actors.Select(actor => new JsonObject
        {
            ["role"] = TwinWords.Coded("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", "IRCP"), ["reference"] = new JsonObject { ["identifier"] = new JsonObject { ["system"] = ActorBegin + actor.Kind, ["value"] = actor.Id } },
        })]);
        if (body.Purpose is { Count: > 0 } purposes) provision["purpose"] = new JsonArray([.. purposes.Select(word => TwinWords.Coding(ActReason, CodeOf(word)))]);
        if (body.DataClass is { Count: > 0 } classes) provision["class"] = new JsonArray([.. classes.Select(word => TwinWords.Coding(Data, word))]);
        if (body.Provision is { Count: > 0 } inner) provision["provision"] = new JsonArray([.. inner.Select(Of)]);
        return provision;
    }

    private static JsonArray Inner(JsonObject provision, string path)
    {
        var place = 0;
        return [.. References.At(provision, "provision").Select(one => Said(one.AsObject(), $"{path}.provision[{place++}]"))];
    }

    private static JsonObject Said(JsonObject provision, string path)
    {
        if (provision.FirstOrDefault(pair => !Understood.Contains(pair.Key, StringComparer.Ordinal)) is { Key: { } other }) throw FhirFault.Unprocessable("not-supported", $"A provision's {other} is not understood here, and a consent is not taken in part.", $"{path}.{other}");
        var said = new JsonObject();
        if (References.Text(provision, "type") is { } type) said["type"] = type;
        if (provision["period"] is JsonObject period)
        {
            var between = new JsonObject();
            foreach (var end in (string[])["start", "end"])
                if (References.Text(period, end) is { } text) between[end] = FhirTime.TryRead(text, out var begins, out var ends) ? TwinWords.Instant(end == "start" || text.Contains('T', StringComparison.Ordinal) ? begins : ends) : throw FhirFault.Unprocessable("value", "The period is none.", $"{path}.period.{end}");
            said["period"] = between;
        }
        Words(provision, said, "purpose", "purpose", path, coding => References.Text(coding, "system") == ActReason ? Array.Find(Purposes, pair => pair.Code == References.Text(coding, "code")).Word : null);
        Words(provision, said, "class", "dataClass", path, Class);
        var actors = References.At(provision, "actor").Select((actor, place) => Actor(actor, $"{path}.actor[{place}]")).ToArray();
        if (actors.Length > 0) said["actor"] = new JsonArray([.. actors]);
        if (provision.ContainsKey("provision")) said["provision"] = Inner(provision, path);
        return said;
    }

    private static void Words(JsonObject provision, JsonObject said, string element, string name, string path, Func<JsonNode, string?> word)
    {
        var words = new List<string>();
        foreach (var (coding, place) in References.At(provision, element).Select((coding, place) => (coding, place)))
            words.Add(word(coding) ?? throw FhirFault.Unprocessable("not-supported", $"That {element} is not told apart here, and a consent is not taken in part.", $"{path}.{element}[{place}]"));
        if (words.Count > 0) said[name] = new JsonArray([.. words.Distinct(StringComparer.Ordinal).Select(one => (JsonNode)one)]);
    }

    /// <summary>A class of the grid's own, or a kind of resource: that is the class of data that a consent knows it by.</summary>
    private static string? Class(JsonNode coding) => (References.Text(coding, "system"), References.Text(coding, "code")) switch
    {
        (Data, { } word) => word,
        (Kinds, { } type) when RecordTypes.Find(type) is { } known => ConsentWords.Of(known.Data)[0],
        _ => null,
    };

    private static JsonObject Actor(JsonNode actor, string path)
    {
        var identifier = References.At(actor, "reference.identifier").FirstOrDefault();
        return References.Text(identifier, "system") is { } system && system.StartsWith(ActorBegin, StringComparison.Ordinal) && References.Text(identifier, "value") is { } value
            ? new JsonObject { ["kind"] = system[ActorBegin.Length..], ["id"] = value }
            : throw FhirFault.Unprocessable("not-supported", "An actor must be named by an identifier of urn:twingrid:person, care-team, study or client.", $"{path}.reference");
    }
}
