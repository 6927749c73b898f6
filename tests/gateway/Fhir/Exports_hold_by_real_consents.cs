using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>Bulk exports of a whole grid whose consents, rosters, vault and audit trail are the real ones: nobody's verdict is played. Patients deny, withdraw and permit by their own tokens, also between order and fetch.</summary>
public sealed class Exports_hold_by_real_consents : IAsyncLifetime
{
    private const int People = 26;
    private const string Family = "KANARIENVOGEL", Permits = """{"type":"permit","purpose":["research"],"actor":[{"kind":"study","id":"study-1"}]}""";

    private TestIssuer _issuer = null!;
    private WholeGrid _grid = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private string Operator => _issuer.Token("operator-1", "operator", Identified.AllOfASystem, Now);

    private string Officer => _issuer.Token("officer-1", "privacy-officer", Identified.AllOfAUser, Now);

    private Bulk Doctor => new(_grid.Http, _issuer.Token("dr-1", "clinician", Identified.AllOfAUser, Now, Identified.Claim("care_teams", "ward-1")));

    private Bulk Researcher => new(_grid.Http, _issuer.Token("researcher-1", "researcher", Identified.AllOfASystem, Now, Identified.Claim("studies", "study-1")));

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.Start();
        _grid = await WholeGrid.Start(_issuer);
    }

    public async Task DisposeAsync()
    {
        await _grid.DisposeAsync();
        _grid.Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task a_clinician_is_given_his_teams_patients_without_what_they_deny()
    {
        for (var i = 0; i < 5; i++) await Kept(i);
        foreach (var i in (int[])[0, 1, 2, 3]) await Sent(Operator, HttpMethod.Put, $"/v1/twins/{Twin(i)}/care-teams/ward-1");
        await Sent(Operator, HttpMethod.Put, $"/v1/twins/{Twin(4)}/care-teams/ward-2");
        await Consents(1, """{"type":"deny","purpose":["care"],"dataClass":["vitals"]}""");
        await Consents(2, """{"type":"deny","purpose":["care"]}""");

        var manifest = await Doctor.End(await Doctor.Order("/fhir/Group/ward-1/$export"));
        var lines = await Doctor.Fetch(manifest);
        Whose(lines, "Patient").ShouldBe([Twin(0), Twin(1), Twin(3)]);
        Whose(lines, "Condition").ShouldBe([Twin(0), Twin(1), Twin(3)]);
        Whose(lines, "Observation").ShouldBe([Twin(0), Twin(3)], customMessage: "who denies vital signs has none in it");
        Whose(lines, "Consent").ShouldBe([Twin(1)]);
        foreach (var absent in (int[])[2, 4]) lines.Values.SelectMany(all => all).ShouldAllBe(line => !line.GetRawText().Contains(Twin(absent), StringComparison.Ordinal));
        (await Doctor.Ask(HttpMethod.Get, "/fhir/Group/ward-2/$export", "respond-async")).ShouldBeOutcome(404);

        await Consents(3, """{"type":"deny","purpose":["care"]}""");
        Whose(await Doctor.Fetch(manifest), "Patient").ShouldBe([Twin(0), Twin(1)], customMessage: "who withdrew since is left out");

        await Finds(0, "GET /fhir/Group/{rid}/$export", "dr-1", given: true);
        await Finds(0, "GET /fhir/$export-file/{job}/{file}", "dr-1", given: true);
        await Finds(2, "GET /fhir/Group/{rid}/$export", "dr-1", given: false);
        await Finds(3, "GET /fhir/$export-file/{job}/{file}", "dr-1", given: true);
        await Finds(3, "GET /fhir/$export-file/{job}/{file}", "dr-1", given: false);
        (await Accesses(4)).ShouldNotContain(access => access.Who == "dr-1");
    }

    [Fact]
    public async Task a_study_is_given_who_permits_it_at_that_moment_under_pseudonyms_alone()
    {
        await Sent(Officer, HttpMethod.Put, "/v1/studies/study-1", """{"title":"Nights","status":"active","start":"2026-01-01","end":"2090-01-01"}""");
        for (var i = 0; i < People; i++) await Kept(i);
        for (var i = 0; i < People - 1; i++) await Consents(i, Permits); // the last says nothing of research
        await Consents(0, """{"type":"deny","purpose":["research"]}""");
        await Consents(1, Permits.Replace("study-1", "study-2", StringComparison.Ordinal));
        await Consents(2, Permits.Replace("\"actor\"", "\"dataClass\":[\"profile\"],\"actor\"", StringComparison.Ordinal));

        var manifest = await Researcher.End(await Researcher.Order("/fhir/Group/study-1/$export"));
        var lines = await Researcher.Fetch(manifest);
        (lines["Patient"].Count, lines["Condition"].Count, lines["Observation"].Count).ShouldBe((People - 3, People - 3, People - 4));
        var text = string.Join('\n', lines.Values.SelectMany(all => all).Select(line => line.GetRawText()));
        foreach (var name in (string[])[Family, "person-", "urn:mrn", "2026-02-01", "2026-02-02"]) text.ShouldNotContain(name);
        lines.Keys.ShouldAllBe(kind => kind == "Patient" || kind == "Condition" || kind == "Observation");
        var people = Pseudonyms(lines);
        people.Count.ShouldBe(People - 3);
        lines["Condition"].Concat(lines["Observation"]).Select(Subject).ShouldAllBe(id => people.Contains(id));

        await Sent(Patient(3), HttpMethod.Put, $"/v1/twins/{Twin(3)}/consent", """{"status":"inactive"}""");
        await Consents(4, """{"type":"deny","purpose":["research"]}""");
        var fetched = await Researcher.Fetch(manifest);
        (fetched["Patient"].Count, fetched["Condition"].Count).ShouldBe((People - 5, People - 5));
        var remaining = Pseudonyms(fetched);
        remaining.IsSubsetOf(people).ShouldBeTrue();
        fetched["Condition"].Concat(fetched["Observation"]).Select(Subject).ShouldAllBe(id => remaining.Contains(id));
        manifest.Json.GetProperty("output").EnumerateArray().First(file => file.GetProperty("type").GetString() == "Patient").GetProperty("count").GetInt32().ShouldBe(People - 3);

        await Finds(5, "GET /fhir/Group/{rid}/$export", "researcher-1", given: true);
        await Finds(5, "GET /fhir/$export-file/{job}/{file}", "researcher-1", given: true);
        await Finds(4, "GET /fhir/$export-file/{job}/{file}", "researcher-1", given: false);
        (await Accesses(People - 1)).ShouldNotContain(access => access.Given && access.Who == "researcher-1");
        (await Researcher.Ask(HttpMethod.Get, $"/fhir/Patient/{Twin(5)}", null)).ShouldBeOutcome(403);
    }

    private static string Twin(int i) => string.Create(CultureInfo.InvariantCulture, $"person-{i:00}");

    private static HashSet<string> Pseudonyms(Dictionary<string, List<JsonElement>> lines) => [.. lines["Patient"].Select(patient => patient.GetProperty("id").GetString()!)];

    /// <summary>Twins whose resources of a kind are in an export, in order.</summary>
    private static List<string> Whose(Dictionary<string, List<JsonElement>> lines, string kind) => [.. lines.GetValueOrDefault(kind, [])
        .Select(line => kind == "Patient" ? line.GetProperty("id").GetString()! : Subject(line)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static string Subject(JsonElement line) => (line.TryGetProperty("subject", out var subject) ? subject : line.GetProperty("patient")).GetProperty("reference").GetString()!["Patient/".Length..];

    private string Patient(int i) => _issuer.Token($"subject-{i}", "patient", Identified.AllOfAPatient, Now, Identified.Claim("patient", Twin(i)));

    /// <summary>A person with a name and a number, a condition and a heart rate.</summary>
    private async Task Kept(int i)
    {
        var twin = Twin(i);
        await Sent(Operator, HttpMethod.Put, $"/v1/twins/{twin}", string.Create(CultureInfo.InvariantCulture, $$"""{"birthDate":"{{1945 + i}}-04-30","sex":"{{(i % 2 == 0 ? "female" : "male")}}","heightCm":{{150 + i}},"weightKg":{{50 + i}}}"""));
        await Sent(Operator, HttpMethod.Post, "/fhir", string.Create(CultureInfo.InvariantCulture, $$"""
            {"resourceType":"Bundle","type":"transaction","entry":[
            {"request":{"method":"PUT","url":"Patient/{{twin}}"},"resource":{"resourceType":"Patient","id":"{{twin}}","identifier":[{"system":"urn:mrn","value":"{{i}}"}],"name":[{"family":"{{Family}}"}],"gender":"{{(i % 2 == 0 ? "female" : "male")}}","birthDate":"{{1945 + i}}-04-30"} },
            {"request":{"method":"POST","url":"Condition"},"resource":{"resourceType":"Condition","code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006"}]},"subject":{"reference":"Patient/{{twin}}"},"onsetDateTime":"2026-02-01T10:00:00Z","note":[{"text":"{{Family}}"}]} },
            {"request":{"method":"POST","url":"Observation"},"resource":{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"subject":{"reference":"Patient/{{twin}}"},
             "effectiveDateTime":"2026-02-02T10:00:00Z","valueQuantity":{"value":{{60 + i}},"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"} } } ]}
            """), "application/fhir+json");
    }

    private Task<Answer> Consents(int i, string provision) => Sent(Patient(i), HttpMethod.Put, $"/v1/twins/{Twin(i)}/consent", $$"""{"provision":[{{provision}}]}""");

    /// <summary>What the patient reads of who looked, as AuditEvents.</summary>
    private async Task<List<(string What, string Who, bool Given)>> Accesses(int i)
    {
        var answer = await Sent(Patient(i), HttpMethod.Get, $"/fhir/AuditEvent?_count=500");
        return answer.Json.TryGetProperty("entry", out var entries)
            ? [.. entries.EnumerateArray().Select(entry => entry.GetProperty("resource")).Select(access => (access.GetProperty("entity")[1].GetProperty("what").GetProperty("identifier").GetProperty("value").GetString()!, access.GetProperty("agent")[1].GetProperty("who").GetProperty("identifier").GetProperty("value").GetString()!, access.GetProperty("outcome").GetString() == "0"))]
            : [];
    }

    private async Task Finds(int i, string route, string who, bool given) =>
        await Eventually.Holds(async () => (await Accesses(i)).Contains((route, who, given)), TimeSpan.FromMinutes(1), () => $"{Twin(i)} does not find {route} by {who}, {(given ? "given" : "refused")}.");

    private async Task<Answer> Sent(string token, HttpMethod method, string path, string? json = null, string type = "application/json")
    {
        var request = new HttpRequestMessage(method, path) { Content = json is null ? null : new StringContent(json, Encoding.UTF8, type) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var answer = await Answer.Of(_grid.Http.SendAsync(request));
        ((int)answer.Status).ShouldBeLessThan(300, $"{method} {path}: {answer.Text}");
        return answer;
    }
}
