using System.Net;
using System.Text.Json;

namespace TwinGrid.Gateway.Tests.Fhir;

public sealed class Records_are_searched : Records
{
    private const string Loinc = "http://loinc.org";

    [Fact]
    public async Task they_are_given_in_the_order_asked_for_over_all_records_page_by_page()
    {
        await Known();
        (await Send(HttpMethod.Put, "/fhir/Patient/p2", Patient.Replace("p1", "p2", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Created);
        foreach (var (at, patient) in new[] { ("2026-02-03", "p1"), ("2026-02-01", "p2"), ("2026-02-05", "p1"), ("2026-02-04", "p2"), ("2026-02-02", "p1") })
            (await Send(HttpMethod.Post, "/fhir/Observation", Pulse(at: at).Replace("Patient/p1", $"Patient/{patient}", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Created);
        (await Send(HttpMethod.Post, "/fhir/Observation", Pulse().Replace(",\"effectiveDateTime\":\"2026-03-01T11:00:00Z\"", "", StringComparison.Ordinal))).Status.ShouldBe(HttpStatusCode.Created);
        (await Days("_sort=date&_count=2")).ShouldBe(["01", "02", "03", "04", "05", null]);
        (await Days("_sort=-date&_count=2")).ShouldBe(["05", "04", "03", "02", "01", null]);
        (await Days("_sort=_lastUpdated&_count=4")).Count.ShouldBe(6);
        (await Days("_sort=-date&_count=2&_total=none")).Count.ShouldBe(6);
        (await Get("/fhir/Observation?_sort=code")).ShouldBeOutcome(400, "_sort");
        (await Get("/fhir/Observation?_total=some")).ShouldBeOutcome(400, "_total");
        (await Get("/fhir/Observation?_total=none&_count=1")).Json.TryGetProperty("total", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("ne2026-02-01", 1), InlineData("ne2026", 0), InlineData("eq2026-02-01", 1), InlineData("sa2026-02-01", 1), InlineData("eb2026-03-01", 1), InlineData("gt2026-02-01", 1), InlineData("le2026-02-01", 1), InlineData("ge2026-02-01", 2), InlineData("lt2026-02-01", 0), InlineData("ap2026-02-01", 1)]
    public async Task dates_have_prefixes(string date, int total)
    {
        await Known();
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse("80", at: "2026-02-01"));
        (await Total($"patient=p1&date={date}")).ShouldBe(total);
    }

    [Fact]
    public async Task what_is_not_so_or_missing_is_found()
    {
        await Known();
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse(status: "preliminary").Replace(",\"effectiveDateTime\":\"2026-03-01T11:00:00Z\"", "", StringComparison.Ordinal));
        foreach (var (query, total) in new[]
        {
            ("status:not=final", 1), ("status:not=final,preliminary", 0), ("status:not=amended", 2), ($"code:not={Loinc}|8867-4", 0), ("encounter:missing=true", 2), ("encounter:missing=false", 0), ("status:missing=false", 2),
            ("date:missing=true", 1), ("date:missing=false", 1), ("subject:Patient=p1", 2), ("subject=Patient/p1&patient=p2", 0),
        })
            (await Total($"{(query.Contains("subject", StringComparison.Ordinal) ? "" : "patient=p1&")}{query}")).ShouldBe(total, query);
        (await Get("/fhir/Observation?code:text=pulse")).ShouldBeOutcome(400, "code:text");
        (await Get("/fhir/Observation?encounter:missing=perhaps")).ShouldBeOutcome(400, "encounter:missing");
    }

    [Fact]
    public async Task references_are_followed_both_ways()
    {
        await Known();
        var pulse = await Created("Observation", Pulse());
        var drug = await Created("Medication", $$$"""{"resourceType":"Medication","code":{"coding":[{"system":"{{{Loinc}}}","code":"x"}]}}""");
        var order = await Created("MedicationRequest", $$"""{"resourceType":"MedicationRequest","status":"active","intent":"order","medicationReference":{"reference":"{{drug}}"},"subject":{"reference":"Patient/p1"},"authoredOn":"2026-02-01"}""");
        var report = await Created("DiagnosticReport", $$"""{"resourceType":"DiagnosticReport","status":"final","code":{"coding":[{"system":"{{Loinc}}","code":"y"}]},"subject":{"reference":"Patient/p1"},"result":[{"reference":"{{pulse}}"}]}""");
        var origin = await Created("Provenance", $$$"""{"resourceType":"Provenance","target":[{"reference":"{{{order}}}"},{"reference":"Patient/p1"}],"recorded":"2026-02-01T00:00:00Z","agent":[{"who":{"display":"somebody"}}]}""");
        (await Included("/fhir/Observation?_include=Observation:subject")).ShouldBe(["Patient/p1"]);
        (await Included("/fhir/Observation?_include=Observation:patient:Patient")).ShouldBe(["Patient/p1"]);
        (await Included("/fhir/MedicationRequest?_include=MedicationRequest:medication")).ShouldBe([drug]);
        (await Included("/fhir/DiagnosticReport?_include=DiagnosticReport:result")).ShouldBe([pulse]);
        (await Included("/fhir/MedicationRequest?_revinclude=Provenance:target")).ShouldBe([origin]);
        (await Included("/fhir/Observation?_revinclude=DiagnosticReport:result&_revinclude=Provenance:target")).ShouldBe([report]);
        (await Included("/fhir/Patient?_revinclude=Observation:patient&_revinclude=MedicationRequest:subject")).ShouldBe([pulse, order], ignoreOrder: true);
        (await Get("/fhir/DiagnosticReport?result=" + pulse)).Json.GetProperty("total").GetInt32().ShouldBe(1);
        (await Get("/fhir/DiagnosticReport?result:Observation=" + pulse["Observation/".Length..])).Json.GetProperty("total").GetInt32().ShouldBe(1);
        (await Get("/fhir/Observation?_include=Observation:code")).ShouldBeOutcome(400, "_include");
        (await Get("/fhir/Observation?_revinclude=Starship:target")).ShouldBeOutcome(400, "_revinclude");
    }

    [Fact]
    public async Task they_are_found_by_who_the_patient_is_and_no_address_names_him()
    {
        const string card = """{"resourceType":"Patient","identifier":[{"system":"http://hospital.example/mrn","value":"canary-4711"}],"gender":"female","birthDate":"1961-04-30"}""";
        await Known();
        var named = await Created("Patient", card);
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse().Replace("Patient/p1", named, StringComparison.Ordinal));
        (await Total("patient.gender=female")).ShouldBe(2);
        (await Total("subject:Patient.gender=male")).ShouldBe(0);
        (await Total("subject.gender:not=male")).ShouldBe(2);
        (await Total("patient._id=p1")).ShouldBe(1);
        (await Get("/fhir/Observation?encounter.status=finished")).ShouldBeOutcome(400, "encounter.status");
        (await Get("/fhir/Observation?patient.identifier=http://hospital.example/mrn|canary-4711")).ShouldBeOutcome(400, "identifier").Text.ShouldNotContain("canary");
        foreach (var parameter in (string[])["patient.identifier", "subject:Patient.identifier"])
        {
            var form = new FormUrlEncodedContent([KeyValuePair.Create(parameter, "http://hospital.example/mrn|canary-4711")]);
            var found = await Answer.Of(Http.PostAsync("/fhir/Observation/_search", form));
            found.Json.GetProperty("total").GetInt32().ShouldBe(1, found.Text);
            found.Text.ShouldNotContain("canary");
            (await Get(new Uri(found.Json.GetProperty("link")[0].GetProperty("url").GetString()!).PathAndQuery)).Json.GetProperty("total").GetInt32().ShouldBe(1);
        }
        foreach (var line in Logged.Lines) line.ShouldNotContain("canary");
    }

    [Fact]
    public async Task only_what_was_asked_for_of_each_is_given()
    {
        await Known();
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse(more: """,""" + "\"note\":[{\"text\":\"long\"}]"));
        var part = Only(await Get("/fhir/Observation?_elements=valueQuantity,value"));
        part.TryGetProperty("note", out _).ShouldBeFalse();
        part.TryGetProperty("valueQuantity", out _).ShouldBeTrue(part.GetRawText());
        part.GetProperty("status").GetString().ShouldBe("final"); // it must have one
        part.GetProperty("meta").GetProperty("tag").GetRawText().ShouldContain("SUBSETTED");
        Only(await Get("/fhir/Observation?_summary=true")).TryGetProperty("note", out _).ShouldBeFalse();
        Only(await Get("/fhir/Observation?_summary=data")).TryGetProperty("note", out _).ShouldBeTrue();
        Only(await Get("/fhir/Observation?_summary=false")).TryGetProperty("note", out _).ShouldBeTrue();
        var count = await Get("/fhir/Observation?_summary=count");
        count.Json.GetProperty("total").GetInt32().ShouldBe(1);
        count.Json.TryGetProperty("entry", out _).ShouldBeFalse();
        (await Get("/fhir/Observation?_summary=short")).ShouldBeOutcome(400, "_summary");
    }

    [Fact]
    public async Task what_is_not_known_is_refused_or_passed_over_as_preferred()
    {
        await Known();
        await Send(HttpMethod.Post, "/fhir/Observation", Pulse());
        (await Get("/fhir/Observation?colour=red")).ShouldBeOutcome(400, "colour");
        (await Send(HttpMethod.Get, "/fhir/Observation?colour=red", headers: ("Prefer", "handling=strict"))).ShouldBeOutcome(400, "colour");
        var lenient = await Send(HttpMethod.Get, "/fhir/Observation?colour=red&code=8867-4", headers: ("Prefer", "handling=lenient"));
        lenient.Json.GetProperty("total").GetInt32().ShouldBe(1);
        lenient.Json.GetProperty("entry").EnumerateArray().Last().GetProperty("search").GetProperty("mode").GetString().ShouldBe("outcome");
        lenient.Json.GetProperty("link")[0].GetProperty("url").GetString()!.ShouldNotContain("colour");
        (await Send(HttpMethod.Get, "/fhir/Observation?date=yesterday", headers: ("Prefer", "handling=lenient"))).ShouldBeOutcome(400, "date");
    }

    private async Task<int> Total(string query)
    {
        var answer = await Get($"/fhir/Observation?{query}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json.GetProperty("total").GetInt32();
    }

    /// <summary>Days of February of all pages; null for what has none.</summary>
    private async Task<List<string?>> Days(string query)
    {
        var (next, days) = ($"/fhir/Observation?{query}", new List<string?>());
        while (next is not null)
        {
            var page = await Get(next);
            page.Status.ShouldBe(HttpStatusCode.OK, page.Text);
            days.AddRange(page.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource").TryGetProperty("effectiveDateTime", out var at) ? at.GetString()![^2..] : null));
            next = page.Json.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => new Uri(link.GetProperty("url").GetString()!).PathAndQuery).FirstOrDefault();
            days.Count.ShouldBeLessThanOrEqualTo(6);
        }
        return days;
    }

    private async Task<string> Created(string type, string body)
    {
        var answer = await Send(HttpMethod.Post, $"/fhir/{type}", body);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return string.Join('/', answer.Headers.Location!.AbsolutePath.Split('/')[2..4]);
    }

    private async Task<List<string>> Included(string path)
    {
        var answer = await Get(path);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return [.. answer.Json.GetProperty("entry").EnumerateArray().Where(entry => entry.GetProperty("search").GetProperty("mode").GetString() == "include").Select(entry => entry.GetProperty("resource")).Select(one => $"{one.GetProperty("resourceType").GetString()}/{one.GetProperty("id").GetString()}")];
    }

    private static JsonElement Only(Answer answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return answer.Json.GetProperty("entry")[0].GetProperty("resource");
    }
}
