using System.Text;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>Each kind of failure is told in FHIR's words, with the element where there is one.</summary>
public sealed class Something_is_wrong : Records
{
    [Theory]
    [InlineData("\"1961-04-30\"", "\"1961-04-31\"", 400, "Patient.birthDate"), InlineData("female", "lady", 400, "Patient.gender"), InlineData("\"gender\"", "\"colour\"", 400, "Patient.colour")]
    [InlineData("\"id\":\"p1\"", "\"id\":\"p2\"", 400, "Patient.id"), InlineData("\"id\":\"p1\",", "", 400, "Patient.id"), InlineData("\"Patient\"", "\"Starship\"", 400, null), InlineData("{", "{{", 400, null), InlineData("\"female\"", "7", 400, "Patient.gender")]
    public async Task in_a_patient(string right, string wrong, int status, string? expression) =>
        (await Send(HttpMethod.Put, "/fhir/Patient/p1", Patient.Replace(right, wrong, StringComparison.Ordinal))).ShouldBeOutcome(status, expression);

    [Theory]
    [InlineData("\"status\":\"final\",", "", 400, "Observation.status"), InlineData("2026-03-01T11:00:00Z", "2026-02-30", 400, "Observation.effective"), InlineData("\"value\":72", "\"value\":\"72\"", 400, "Observation.value.value")]
    [InlineData("Patient/p1", "Patient/nobody", 404, "Observation.subject"), InlineData("Patient/p1", "Group/1", 422, "Observation.subject"), InlineData("8867-4", " 8867-4 ", 400, "Observation.code.coding[0].code")]
    public async Task in_an_observation(string right, string wrong, int status, string expression)
    {
        await Known();
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse().Replace(right, wrong, StringComparison.Ordinal))).ShouldBeOutcome(status, expression);
        var bundle = $$"""{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"POST","url":"Observation"},"resource":{{Pulse().Replace(right, wrong, StringComparison.Ordinal)}}}]}""";
        (await Sent(bundle)).ShouldBeOutcome(status, expression.Replace("Observation.", "Bundle.entry[0].resource.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task around_a_resource()
    {
        await Known();
        (await Send(HttpMethod.Put, "/fhir/Patient/p1", Patient, headers: ("If-Match", "W/\"9\""))).ShouldBeOutcome(412, "If-Match");
        (await Send(HttpMethod.Put, "/fhir/Patient/p1", Patient, headers: ("If-Match", "nonsense"))).ShouldBeOutcome(412, "If-Match");
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse(), headers: ("If-None-Exist", "nonsense=1"))).ShouldBeOutcome(400, "nonsense");
        (await Send(HttpMethod.Get, "/fhir/Patient/p1", headers: ("Accept", "text/turtle"))).ShouldBeOutcome(406, "Accept");
        (await Get("/fhir/Patient/p1?_format=turtle")).ShouldBeOutcome(406, "Accept");
        (await Send(HttpMethod.Post, "/fhir/Observation", new string(' ', 5_000_000))).ShouldBeOutcome(413);
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse(), "text/plain")).ShouldBeOutcome(415);
        (await Send(HttpMethod.Post, "/fhir/Observation", "")).ShouldBeOutcome(400);
        (await Send(HttpMethod.Post, "/fhir/Observation", Patient)).ShouldBeOutcome(400, "resourceType");
        (await Send(HttpMethod.Post, "/fhir", """{"resourceType":"Bundle","type":"searchset"}""")).ShouldBeOutcome(422, "Bundle.type");
        (await Send(HttpMethod.Post, "/fhir", """{"resourceType":"Bundle"}""")).ShouldBeOutcome(400, "Bundle.type");
    }

    [Theory]
    [InlineData("<Observation"), InlineData("<a/>"), InlineData("""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Observation xmlns="http://hl7.org/fhir"><status value="&x;"/></Observation>""")]
    public async Task in_xml(string xml)
    {
        var answer = await Send(HttpMethod.Post, "/fhir/Observation", xml, "application/fhir+xml");
        answer.ShouldBeOutcome(400);
        Encoding.UTF8.GetByteCount(answer.Text).ShouldBeLessThan(4_000);
        answer.Text.ShouldNotContain("root:");
    }
}
