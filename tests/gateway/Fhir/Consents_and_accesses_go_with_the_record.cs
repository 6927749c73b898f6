using System.Globalization;
using System.Net;
using System.Text.Json;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Alerts;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>Consent and AuditEvent wherever a record is given whole: in <c>$everything</c>, in bulk exports, in bundles; by the rules of their own reads.</summary>
public sealed class Consents_and_accesses_go_with_the_record : Identified
{
    private const string Own = "user/*.cruds openid";

    private const string Event = """{"resourceType":"AuditEvent","type":{"code":"rest"},"recorded":"2026-03-01T12:00:00Z","agent":[{"requestor":true}],"source":{"observer":{"display":"x"}}}""";

    private KeptRecords _kept = null!;

    public override async Task InitializeAsync()
    {
        _kept = await KeptRecords.Open(VaultPlace, Time);
        Grid.Records = _kept.Stored.AsGrain();
        await base.InitializeAsync();
        foreach (var twin in (string[])["a", "b"])
        {
            (await As(Operator(), HttpMethod.Put, $"/fhir/Patient/{twin}", $$"""{"resourceType":"Patient","id":"{{twin}}","birthDate":"1961-04-30"}""")).Status.ShouldBe(HttpStatusCode.Created);
            (await As(Patient(twin, Own), HttpMethod.Post, "/fhir/Consent", ConsentOf(twin))).Status.ShouldBe(HttpStatusCode.Created);
            Looked(twin, 3);
            Grid.Twin(twin).AtAGlance = profile => new TwinGlance(TwinId.Parse(twin), profile, [new LatestSign(Signal.HeartRate, 81.5, Noon.AddMinutes(-1), "monitor", Trend.Steady, 0, 0)], [], [], [], [], null, new LogPosition(0, 1));
        }
    }

    public override async Task DisposeAsync()
    {
        await _kept.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task everything_of_a_patient_has_his_consent_and_who_looked()
    {
        var seen = Names((await GetAs(Patient("a", Own), "/fhir/Patient/a/$everything")).Json);
        seen.Count(name => name == "Consent/tg.c.a").ShouldBe(1);
        seen.Count(name => name.StartsWith("AuditEvent/", StringComparison.Ordinal)).ShouldBe(3);
        foreach (var kind in (string[])["RiskAssessment/", "Patient/"]) seen.ShouldContain(name => name.StartsWith(kind, StringComparison.Ordinal));
        seen.ShouldAllBe(name => !name.Contains(".b", StringComparison.Ordinal));
        Trail.Entries.Last(entry => entry.Route == "GET /fhir/Patient/{rid}/$everything").Data.ShouldBe(DataClass.Profile | DataClass.Vitals | DataClass.Forecasts | DataClass.Consent | DataClass.Accesses);
        Names((await GetAs(Patient("a", Own), "/fhir/Patient/a/$everything?_type=Consent")).Json).ShouldBe(["Consent/tg.c.a"]);
        Names((await GetAs(Patient("a", Own), $"/fhir/Patient/a/$everything?_type=AuditEvent&_since={Noon.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}")).Json).Count.ShouldBe(2);

        var (paged, next) = (new List<string>(), "/fhir/Patient/a/$everything?_count=1");
        while (next is not null)
        {
            var page = (await GetAs(Patient("a", Own), next)).Json;
            paged.AddRange(Names(page));
            next = page.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => new Uri(link.GetProperty("url").GetString()!).PathAndQuery).FirstOrDefault();
        }
        paged.ShouldBe(seen);
    }

    [Fact]
    public async Task what_may_not_be_read_alone_is_not_in_everything_either()
    {
        Names((await GetAs(Clinician("ward-1", Own), "/fhir/Patient/a/$everything")).Json).ShouldAllBe(name => !name.StartsWith("AuditEvent/", StringComparison.Ordinal));
        Names((await GetAs(Patient("a", "user/Patient.rs openid"), "/fhir/Patient/a/$everything")).Json).ShouldBe(["Patient/a"]);
        Verdicts.Rule = request => Usual(request) && request.Data != DataClass.Consent;
        Names((await GetAs(Clinician("ward-1", Own), "/fhir/Patient/a/$everything")).Json).ShouldAllBe(name => !name.StartsWith("Consent/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_clinicians_export_has_the_consents_of_his_team_and_nobodys_accesses()
    {
        var client = new Bulk(Http, Clinician("ward-1", Own));
        foreach (var path in (string[])["/fhir/$export", "/fhir/Patient/$export", "/fhir/Group/ward-1/$export"])
        {
            var lines = await client.Fetch(await client.End(await client.Order(path)));
            Ids(lines, "Consent").ShouldBe(["tg.c.a"], customMessage: path);
            Ids(lines, "RiskAssessment").ShouldNotBeEmpty(path);
            lines.ShouldNotContainKey("AuditEvent");
        }
        Trail.Entries.ShouldContain(entry => entry.Operation == Operation.Export && entry.Data.HasFlag(DataClass.Consent | DataClass.Forecasts) && entry.ModelVersions.Count > 0);
        (await client.Ask(HttpMethod.Get, "/fhir/$export?_type=AuditEvent", "respond-async")).ShouldBeOutcome(403, "_type");
        var alone = await client.Fetch(await client.End(await client.Order("/fhir/$export?_type=Consent")));
        alone.Keys.ShouldHaveSingleItem().ShouldBe("Consent", "nothing but what was asked for");
    }

    [Fact]
    public async Task a_patients_export_has_both_and_who_withdraws_them_from_others_is_left_out_when_it_is_fetched()
    {
        var own = new Bulk(Http, Patient("a", Own));
        var lines = await own.Fetch(await own.End(await own.Order("/fhir/Patient/$export")));
        Ids(lines, "Consent").ShouldBe(["tg.c.a"]);
        lines["AuditEvent"].Count.ShouldBe(3);
        Ids(await own.Fetch(await own.End(await own.Order($"/fhir/Patient/$export?_type=AuditEvent&_since={Noon.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}"))), "AuditEvent").Count.ShouldBe(2);

        var clinician = new Bulk(Http, Clinician("ward-1", Own));
        var manifest = await clinician.End(await clinician.Order("/fhir/$export"));
        Verdicts.Rule = request => Usual(request) && request.Data != DataClass.Consent;
        var fetched = await clinician.Fetch(manifest);
        (fetched["Consent"].Count, fetched["Patient"].Count).ShouldBe((0, 1));
        Trail.Entries.ShouldContain(entry => entry.Route == "GET /fhir/$export-file/{job}/{file}" && entry.Data == DataClass.Consent && !entry.Decision.Permitted);
    }

    [Fact]
    public async Task neither_leaves_for_a_study()
    {
        foreach (var type in (string[])["Consent", "AuditEvent"])
            (await new Bulk(Http, Operator()).Ask(HttpMethod.Get, $"/fhir/Group/study-1/$export?_type={type}", "respond-async")).ShouldBeOutcome(400, "_type");
    }

    [Fact]
    public async Task a_batch_looks_and_files_each_by_its_own_rules()
    {
        var next = ConsentOf("a").Replace("HRESCH", "PUBHLTH", StringComparison.Ordinal);
        var answer = await As(Patient("a", Own), HttpMethod.Post, "/fhir", Bundle("batch", ("GET", "Consent?patient=a", null), ("GET", "AuditEvent?date=ge2026-03-01", null), ("GET", "Consent/tg.c.b", null), ("PUT", "Consent/tg.c.a", next), ("GET", "Consent/tg.c.a/_history", null), ("POST", "AuditEvent", Event), ("POST", "Consent", ConsentOf("a"))));
        answer.Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()).ShouldBe(["200 OK", "200 OK", "404", "200 OK", "200 OK", "405", "409"], answer.Text);
        var entries = answer.Json.GetProperty("entry");
        (entries[1].GetProperty("resource").GetProperty("total").GetInt32(), entries[4].GetProperty("resource").GetProperty("total").GetInt32()).ShouldBe((3, 2));
        entries[3].GetProperty("response").GetProperty("etag").GetString().ShouldBe("W/\"2\"");
        (await Grid.Consent("a").Filed(null))!.Provisions.Single().Purposes.ShouldBe([Purpose.PublicHealth]);
        foreach (var (route, data) in ((string, DataClass)[])[("GET /fhir/Consent", DataClass.Consent), ("GET /fhir/AuditEvent", DataClass.Accesses), ("PUT /fhir/Consent/{rid}", DataClass.Consent)])
            Trail.Entries.ShouldContain(entry => entry.Route == route && entry.Data == data && entry.Twins.Single().Value == "a" && entry.Succeeded);
        Trail.Entries.ShouldContain(entry => entry.Route == "GET /fhir/Consent/{rid}" && entry.Twins.Single().Value == "b" && !entry.Decision.Permitted);

        (await As(Clinician("ward-1", Own), HttpMethod.Post, "/fhir", Bundle("batch", ("GET", "AuditEvent?patient=a", null), ("PUT", "Consent/tg.c.a", next), ("GET", "Consent/tg.c.a", null))))
            .Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("response").GetProperty("status").GetString()).ShouldBe(["403", "403", "200 OK"]);
    }

    [Fact]
    public async Task a_transaction_files_a_consent_alone_or_nothing_at_all()
    {
        const string observation = """{"resourceType":"Observation","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/a"}}""";
        (await As(Patient("a", Own), HttpMethod.Post, "/fhir", Bundle("transaction", ("POST", "Observation", observation), ("PUT", "Consent/tg.c.a", ConsentOf("a"))))).ShouldBeOutcome(422, "Bundle.entry[1].request");
        (await As(Patient("a", Own), HttpMethod.Post, "/fhir", Bundle("transaction", ("GET", "Consent/tg.c.b", null), ("PUT", "Consent/tg.c.a", ConsentOf("a"))))).ShouldBeOutcome(404);
        (await GetAs(Patient("a", Own), "/fhir/Observation?patient=a&_summary=count")).Json.GetProperty("total").GetInt32().ShouldBe(0);
        (await Grid.Consent("a").Filed(null))!.Version.ShouldBe(1);
        var answer = await As(Patient("a", Own), HttpMethod.Post, "/fhir", Bundle("transaction", ("PUT", "Consent/tg.c.a", ConsentOf("a")), ("GET", "Consent/tg.c.a", null)));
        answer.Json.GetProperty("entry")[1].GetProperty("resource").GetProperty("meta").GetProperty("versionId").GetString().ShouldBe("2", answer.Text);
    }

    [Fact]
    public async Task both_are_searched_as_all_else_is()
    {
        var own = Patient("a", Own);
        Names((await GetAs(own, "/fhir/Patient?_revinclude=Consent:patient")).Json).ShouldBe(["Patient/a", "Consent/tg.c.a"]);
        Names((await GetAs(own, "/fhir/Consent?_include=Consent:patient&_count=5&status=active")).Json).ShouldBe(["Consent/tg.c.a", "Patient/a"]);
        Names((await GetAs(own, "/fhir/AuditEvent?_include=AuditEvent:patient&outcome=0")).Json).Count.ShouldBe(4);
        (await GetAs(own, "/fhir/AuditEvent?outcome=4&_summary=count")).Json.GetProperty("total").GetInt32().ShouldBe(0);
        (await GetAs(own, "/fhir/AuditEvent?_sort=date&_count=1")).Json.GetProperty("entry")[0].GetProperty("resource").GetProperty("recorded").GetDateTimeOffset().ShouldBe(Noon.AddHours(-2));
        (await As(own, HttpMethod.Post, "/fhir/AuditEvent", Event)).Status.ShouldBe(HttpStatusCode.MethodNotAllowed);
        (await As(own, HttpMethod.Post, "/fhir/Subscription", """{"resourceType":"Subscription","status":"requested","reason":"x","criteria":"AuditEvent?patient=a","channel":{"type":"websocket"}}""")).ShouldBeOutcome(422, "Subscription.criteria");
    }

    /// <summary>A long book, of which a page is a small part.</summary>
    [Fact]
    public async Task a_long_book_is_gone_through_to_its_end()
    {
        Looked("a", 2_500);
        var (seen, next, pages) = (new List<string>(), "/fhir/AuditEvent?_count=400", 0);
        while (next is not null)
        {
            var page = (await GetAs(Patient("a", Own), next)).Json;
            page.TryGetProperty("total", out _).ShouldBeFalse("so many are not counted");
            seen.AddRange(Names(page));
            next = page.GetProperty("link").EnumerateArray().Where(link => link.GetProperty("relation").GetString() == "next").Select(link => new Uri(link.GetProperty("url").GetString()!).PathAndQuery).FirstOrDefault();
            (++pages).ShouldBeLessThan(20);
        }
        (seen.Count, seen.Distinct(StringComparer.Ordinal).Count()).ShouldBe((2_500, 2_500));
    }

    /// <summary>As many hours in which a clinician looked, the newest at noon; the book gives them page by page.</summary>
    private void Looked(string twin, int hours)
    {
        AccessRow[] rows = [.. Enumerable.Range(0, hours).Select(hour => new AccessNote("gateway-1", 10_000 - hour, Noon.AddHours(-hour), "dr-5", "clinician", "app", "care", "GET /v1/twins/{id}", ["vitals"], true, "care-team", null, []))
            .Select(note => new AccessRow(note, note.At, 1, [])).OrderBy(row => row.First.RowKey, StringComparer.Ordinal)];
        Grid.Book(twin).Read(Arg.Any<string?>(), Arg.Any<int>()).Returns(call =>
        {
            var (after, limit) = (call.ArgAt<string?>(0) ?? "", call.ArgAt<int>(1));
            AccessRow[] page = [.. rows.Where(row => string.CompareOrdinal(row.First.RowKey, after) > 0).Take(limit)];
            return new AccessPage(page, page.Length == limit ? page[^1].First.RowKey : null);
        });
    }

    private static string ConsentOf(string twin) => $$$"""
        {"resourceType":"Consent","status":"active","scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
         "patient":{"reference":"Patient/{{{twin}}}"},"policyRule":{"text":"as below"},"provision":{"provision":[{"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HRESCH"}]}]}}
        """;

    private static string Bundle(string type, params (string Method, string Url, string? Resource)[] entries) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"resourceType":"Bundle","type":"{{type}}","entry":[{{string.Join(',', entries.Select(entry => $$"""{"request":{"method":"{{entry.Method}}","url":"{{entry.Url}}"}{{(entry.Resource is null ? "" : $",\"resource\":{entry.Resource}")}}}"""))}}]}""");

    private static List<string> Names(JsonElement bundle) => bundle.TryGetProperty("entry", out var entries)
        ? [.. entries.EnumerateArray().Select(entry => $"{entry.GetProperty("resource").GetProperty("resourceType").GetString()}/{entry.GetProperty("resource").GetProperty("id").GetString()}")]
        : [];

    private static List<string?> Ids(Dictionary<string, List<JsonElement>> lines, string type) => [.. lines[type].Select(line => line.GetProperty("id").GetString())];
}
