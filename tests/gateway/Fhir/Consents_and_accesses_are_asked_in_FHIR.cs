using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Testbed;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>What a patient permits, and who looked, by the ways of FHIR.</summary>
public sealed class Consents_and_accesses_are_asked_in_FHIR : Identified
{
    private const string Consent = """
        {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
         "patient":{"reference":"Patient/a"},"policyRule":{"text":"as below"},"provision":{"provision":[
          {"type":"permit","period":{"end":"2027-04-01"},"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HRESCH"}],
           "actor":[{"role":{"coding":[{"code":"IRCP"}]},"reference":{"identifier":{"system":"urn:twingrid:study","value":"study-1"}}}],"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observation"},{"system":"urn:twingrid:data","code":"forecasts"}],
           "provision":[{"type":"deny","class":[{"system":"urn:twingrid:data","code":"forecasts"}]}]}]}}
        """;

    [Fact]
    public async Task a_consent_is_filed_read_and_updated_and_is_the_one_that_decides()
    {
        var patient = Patient("a", "user/Consent.cruds openid");
        var created = await Ask(patient, HttpMethod.Post, "/fhir/Consent", Consent);
        created.Status.ShouldBe(HttpStatusCode.Created, created.Text);
        var filed = (await Grid.Consent("a").Filed(null))!;
        var rule = filed.Provisions.ShouldHaveSingleItem();
        (rule.Permits, rule.Data, rule.Purposes.Single(), rule.Actors.Single(), rule.To).ShouldBe((true, DataClass.Vitals | DataClass.Forecasts, Purpose.Research, new Actor(ActorKind.Study, "study-1"), new DateTimeOffset(2027, 4, 2, 0, 0, 0, TimeSpan.Zero)));
        rule.Exceptions.ShouldHaveSingleItem().Data.ShouldBe(DataClass.Forecasts);

        var read = await Ask(patient, HttpMethod.Get, "/fhir/Consent/tg.c.a");
        (await Ask(patient, HttpMethod.Get, "/fhir/Consent/tg.c.a?_format=xml")).Text.ShouldContain("<Consent xmlns=\"http://hl7.org/fhir\">");
        read.Headers.ETag!.Tag.ShouldBe("\"1\"");
        (await Ask(patient, HttpMethod.Put, "/fhir/Consent/tg.c.a", read.Text, ("If-Match", "W/\"1\""))).Status.ShouldBe(HttpStatusCode.OK);
        (await Grid.Consent("a").Filed(null))!.Provisions.Single().Exceptions.Single().ShouldBeEquivalentTo(rule.Exceptions.Single(), "what is read and written back means the same");
        (await Ask(patient, HttpMethod.Put, "/fhir/Consent/tg.c.a", read.Text, ("If-Match", "W/\"1\""))).ShouldBeOutcome(412);
        (await Ask(patient, HttpMethod.Post, "/fhir/Consent", Consent)).ShouldBeOutcome(409);
        (await Ask(patient, HttpMethod.Put, "/fhir/Consent/tg.c.a", Consent.Replace("\"active\"", "\"inactive\"", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.OK);
        (await Grid.Consent("a").Filed(null))!.IsActive.ShouldBeFalse();
        (await Ask(patient, HttpMethod.Get, "/fhir/Consent?status=inactive")).Json.GetProperty("entry")[0].GetProperty("resource").GetProperty("meta").GetProperty("versionId").GetString().ShouldBe("3");
        (await Ask(patient, HttpMethod.Get, "/fhir/Consent/tg.c.a/_history")).Json.GetProperty("total").GetInt32().ShouldBe(3);
        (await Ask(patient, HttpMethod.Get, "/fhir/Consent/tg.c.a/_history/2")).Status.ShouldBe(HttpStatusCode.OK);
        Trail.Entries.Where(entry => entry.Route == "POST /fhir/Consent").ShouldContain(entry => entry.Twins.Single().Value == "a" && entry.Data == DataClass.Consent);
    }

    [Theory]
    [InlineData("\"code\":\"HRESCH\"", "\"code\":\"HMARKT\"", "Consent.provision.provision[0].purpose[0]")]
    [InlineData("\"type\":\"deny\",", "\"type\":\"deny\",\"securityLabel\":[{\"code\":\"R\"}],", "Consent.provision.provision[0].provision[0].securityLabel")]
    [InlineData("\"type\":\"deny\"", "\"type\":\"permit\"", "Consent.provision.provision[0].provision[0].type")]
    [InlineData("urn:twingrid:study", "urn:somebody", "Consent.provision.provision[0].actor[0].reference")]
    [InlineData("\"code\":\"Observation\"", "\"code\":\"Starship\"", "Consent.provision.provision[0].class[0]")]
    [InlineData("\"status\":\"active\"", "\"status\":\"draft\"", "Consent.status")]
    public async Task what_is_not_understood_is_refused_whole_with_its_place(string from, string to, string path)
    {
        (await Ask(Patient("a", "user/Consent.cruds openid"), HttpMethod.Post, "/fhir/Consent", Consent.Replace(from, to, StringComparison.Ordinal))).ShouldBeOutcome(422, path);
        (await Grid.Consent("a").Filed(null)).ShouldBeNull();
    }

    [SkippableFact]
    public async Task the_example_of_HL7_says_nothing_that_could_be_taken()
    {
        var example = (await File.ReadAllTextAsync(SharedData.Path("samples", "fhir-r4", "consent-example.json"))).Replace("Patient/f001", "Patient/a", StringComparison.Ordinal);
        (await Ask(Patient("a", "user/Consent.cruds openid"), HttpMethod.Post, "/fhir/Consent", example)).ShouldBeOutcome(422, "Consent.provision.type");
    }

    [Fact]
    public async Task only_the_patient_files_and_others_see_nothing()
    {
        await Ask(Patient("a", "user/Consent.cruds openid"), HttpMethod.Post, "/fhir/Consent", Consent);
        var other = Patient("b", "user/Consent.cruds user/AuditEvent.rs openid");
        foreach (var (method, path, body) in ((HttpMethod, string, string?)[])[(HttpMethod.Get, "/fhir/Consent/tg.c.a", null), (HttpMethod.Get, "/fhir/Consent/tg.c.nobody", null), (HttpMethod.Put, "/fhir/Consent/tg.c.a", Consent), (HttpMethod.Post, "/fhir/Consent", Consent), (HttpMethod.Get, "/fhir/AuditEvent/tg.e.1.00000000.a", null)])
            (await Ask(other, method, path, body)).ShouldBeOutcome(404);
        (await Ask(other, HttpMethod.Get, "/fhir/Consent?patient=a")).Json.GetProperty("total").GetInt32().ShouldBe(0);
        (await Ask(Clinician("ward-1", "user/Consent.cruds openid"), HttpMethod.Post, "/fhir/Consent", Consent)).ShouldBeOutcome(403);
        Verdicts.Rule = UsualAndReviewed;
        (await Ask(PrivacyOfficer("user/Consent.rs openid"), HttpMethod.Get, "/fhir/Consent?patient=a")).Json.GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task a_patient_sees_who_looked_and_the_privacy_officer_too()
    {
        Verdicts.Rule = UsualAndReviewed;
        var note = new AccessNote("gateway-1", 42, Noon, "dr-5", "clinician", "ward-app", "care", "GET /v1/twins/{id}/forecast", ["forecasts"], true, "care-team", "c1 3", ["trend/1"]);
        Grid.Book("a").Read(Arg.Any<string?>(), Arg.Any<int>()).Returns(new AccessPage([new AccessRow(note, Noon.AddMinutes(30), 3, ["trend/1"])], null));
        foreach (var token in (string[])[Patient("a", "user/AuditEvent.rs openid"), PrivacyOfficer("user/AuditEvent.rs openid")])
        {
            var seen = (await Ask(token, HttpMethod.Get, "/fhir/AuditEvent?patient=a&date=ge2026-03-01")).Json.GetProperty("entry")[0].GetProperty("resource");
            (seen.GetProperty("agent")[1].GetProperty("who").GetProperty("identifier").GetProperty("value").GetString(), seen.GetProperty("outcome").GetString(), seen.GetProperty("action").GetString()).ShouldBe(("dr-5", "0", "R"));
            seen.GetProperty("purposeOfEvent")[0].GetProperty("coding")[0].GetProperty("code").GetString().ShouldBe("TREAT");
            seen.GetProperty("entity").EnumerateArray().Select(entity => entity.GetProperty("what").TryGetProperty("reference", out var to) ? to.GetString() : null).OfType<string>().ShouldBe(["Patient/a", "Consent/tg.c.a/_history/3"]);
            JsonElement.DeepEquals((await Ask(token, HttpMethod.Get, $"/fhir/AuditEvent/{seen.GetProperty("id").GetString()}")).Json, seen).ShouldBeTrue();
            (await Ask(token, HttpMethod.Get, $"/fhir/AuditEvent/{seen.GetProperty("id").GetString()}?_format=xml")).Text.ShouldContain("<AuditEvent xmlns=\"http://hl7.org/fhir\">");
            (await Ask(token, HttpMethod.Get, "/fhir/AuditEvent?patient=a&date=lt2026-03-01")).Json.TryGetProperty("entry", out _).ShouldBeFalse();
        }
        (await Ask(Patient("a", "user/AuditEvent.rs openid"), HttpMethod.Get, "/fhir/AuditEvent")).Json.GetProperty("entry").GetArrayLength().ShouldBe(1, "a patient need not say whose");
        (await Ask(PrivacyOfficer("user/AuditEvent.rs openid"), HttpMethod.Get, "/fhir/AuditEvent")).ShouldBeOutcome(400, "patient");
        (await Ask(Clinician("ward-1", "user/AuditEvent.rs openid"), HttpMethod.Get, "/fhir/AuditEvent?patient=a")).ShouldBeOutcome(403);
    }

    private bool UsualAndReviewed(AccessRequest request) => Usual(request) || (request.Caller.Role == Role.PrivacyOfficer && request.Data is DataClass.Consent or DataClass.Accesses);

    private Task<Answer> Ask(string token, HttpMethod method, string path, string? body = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/fhir+json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return Answer.Of(Http.SendAsync(request));
    }
}
