using System.Net;
using TwinGrid.Gateway.Api.Fhir.Types;

namespace TwinGrid.Gateway.Tests.Fhir;

public sealed class A_bundle_is_sent : Records
{
    private static string Bundle(string type, params string[] entries) => $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries)}}]}""";

    private static string Posted(string resource, string type, string fullUrl, string more = "") => $$$"""{"fullUrl":"{{{fullUrl}}}","resource":{{{resource}}},"request":{"method":"POST","url":"{{{type}}}"{{{more}}}}}""";

    private const string One = "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a", Two = "urn:uuid:88f151c0-a954-468a-88bd-5ae15c08e059";

    private const string Newcomer = """{"resourceType":"Patient","identifier":[{"system":"http://hospital.example/mrn","value":"4711"}],"birthDate":"1970-01-01","gender":"male"}""";

    [Fact]
    public async Task a_transaction_resolves_what_refers_within_it()
    {
        var sent = await Sent(Bundle("transaction", Posted(Pulse().Replace("Patient/p1", One, StringComparison.Ordinal), "Observation", Two), Posted(Newcomer, "Patient", One)));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        var responses = sent.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response")).ToList();
        responses.Select(response => response.GetProperty("status").GetString()).ShouldBe(["201 Created", "201 Created"]);
        var patient = responses[1].GetProperty("location").GetString()!.Split('/')[1];
        var observation = await Get("/fhir/" + responses[0].GetProperty("location").GetString());
        observation.Json.GetProperty("subject").GetProperty("reference").GetString().ShouldBe($"Patient/{patient}");
        (await Get($"/fhir/Patient/{patient}/$everything")).Json.GetProperty("total").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task a_transaction_is_done_whole_or_not_at_all()
    {
        var bad = Pulse().Replace("Patient/p1", "Patient/nobody", StringComparison.Ordinal);
        (await Sent(Bundle("transaction", Posted(Newcomer, "Patient", One), Posted(bad, "Observation", Two)))).ShouldBeOutcome(404, "Bundle.entry[1].resource.subject");
        (await Sent(Bundle("transaction", Posted(Newcomer, "Patient", One), """{"request":{"method":"GET","url":"Patient/nobody"}}"""))).ShouldBeOutcome(404);
        (await Get("/fhir/Patient")).Json.GetProperty("total").GetInt32().ShouldBe(0);
        var form = new FormUrlEncodedContent([KeyValuePair.Create("identifier", "http://hospital.example/mrn|4711")]);
        (await Answer.Of(Http.PostAsync("/fhir/Patient/_search", form))).Json.GetProperty("total").GetInt32().ShouldBe(0); // the vault has forgotten him too
        Stored.Commits.ShouldBe(0);
    }

    [Fact]
    public async Task the_same_bundle_twice_is_there_once()
    {
        var bundle = Bundle("transaction", Posted(Newcomer, "Patient", One), Posted(Pulse().Replace("Patient/p1", One, StringComparison.Ordinal), "Observation", Two),
            Posted(Pulse().Replace("Patient/p1", One, StringComparison.Ordinal), "Observation", Two.Replace("88f", "99f", StringComparison.Ordinal)));
        (await Sent(bundle)).Status.ShouldBe(HttpStatusCode.OK);
        var again = await Sent(bundle);
        again.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()).ShouldBe(["200 OK", "200 OK", "200 OK"]);
        (await Get("/fhir/Observation")).Json.GetProperty("total").GetInt32().ShouldBe(2); // two that were alike in one bundle are two
    }

    [Fact]
    public async Task each_entry_of_a_batch_has_its_own_outcome()
    {
        await Known();
        var sent = await Sent(Bundle("batch", Posted(Pulse(), "Observation", One), Posted(Pulse().Replace("Patient/p1", "Patient/nobody", StringComparison.Ordinal), "Observation", Two), """{"request":{"method":"GET","url":"Observation?patient=p1"}}""",
            """{"request":{"method":"DELETE","url":"Observation/o1"}}""", """{"request":{"method":"GET","url":"Starship/1"}}"""));
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        var entries = Json(sent)["entry"]!.AsArray();
        entries.Select(entry => entry!["response"]!["status"]!.GetValue<string>()[..3]).ShouldBe(["201", "404", "200", "400", "404"]);
        entries[2]!["resource"]!["total"]!.GetValue<int>().ShouldBe(1);
        entries[1]!["response"]!["outcome"]!["resourceType"]!.GetValue<string>().ShouldBe("OperationOutcome");
    }

    [Fact]
    public async Task one_identifier_on_several_results_keeps_them_apart()
    {
        await Known();
        const string shared = ",\"identifier\":[{\"system\":\"http://jpfhir.jp/fhir/core/IdSystem/resourceInstance-identifier\",\"value\":\"1318814790-OBS-2\"}]";
        var other = Pulse(more: shared).Replace("8867-4", "9279-1", StringComparison.Ordinal);
        var later = Pulse(more: shared, at: "2026-03-01T11:30:00Z");
        foreach (var body in (string[])[Pulse(more: shared), other, later]) (await Send(HttpMethod.Post, "/fhir/Observation", body)).Status.ShouldBe(HttpStatusCode.Created);
        var corrected = await Send(HttpMethod.Post, "/fhir/Observation", Pulse("74", more: shared, status: "corrected")); // same identifier, code, time and source: the result itself, corrected
        (corrected.Status, corrected.Headers.ETag!.ToString()).ShouldBe((HttpStatusCode.OK, "W/\"2\""));
        (await Get("/fhir/Observation?patient=p1")).Json.GetProperty("total").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task what_is_served_is_what_is_said_to_be_served()
    {
        var statement = (await Get("/fhir/metadata")).Json;
        statement.GetProperty("fhirVersion").GetString().ShouldBe("4.0.1");
        var resources = statement.GetProperty("rest")[0].GetProperty("resource").EnumerateArray().ToList();
        foreach (var needed in (string[])["Patient", "Observation", "Condition", "MedicationRequest", "MedicationStatement", "AllergyIntolerance", "Procedure", "DiagnosticReport", "Device", "Encounter", "RiskAssessment"])
            resources.ShouldContain(resource => resource.GetProperty("type").GetString() == needed);
        foreach (var resource in resources.Where(resource => RecordTypes.Find(resource.GetProperty("type").GetString()) is not null))
        {
            var type = resource.GetProperty("type").GetString()!;
            (await Get($"/fhir/{type}?_count=1")).Status.ShouldBe(HttpStatusCode.OK, type);
            (await Get($"/fhir/{type}/none")).ShouldBeOutcome(404);
            (await Send(HttpMethod.Put, $"/fhir/{type}/none", "{}")).ShouldBeOutcome(400);
        }
        (await Get("/fhir/StructureDefinition")).ShouldBeOutcome(404);
    }
}
