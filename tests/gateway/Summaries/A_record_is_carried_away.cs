using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Summaries;
using TwinGrid.Gateway.Tests.Imports;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Summaries;

public sealed class A_record_is_carried_away : Fhir.Records
{
    private const string Names = """{"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"urn:uuid:0b6d3f52-6a0e-4c1d-9a7e-5f1c2f0a9d01","resource":{"resourceType":"Patient","identifier":[{"system":"urn:oid:1.2.3","value":"42"}],"name":[{"text":"山田 花子"}],"gender":"female","birthDate":"1961-04-30"}},{"resource":{"resourceType":"AllergyIntolerance","patient":{"reference":"urn:uuid:0b6d3f52-6a0e-4c1d-9a7e-5f1c2f0a9d01"},"code":{"text":"そば <buckwheat>"},"criticality":"high"}},{"resource":{"resourceType":"MedicationStatement","status":"entered-in-error","subject":{"reference":"urn:uuid:0b6d3f52-6a0e-4c1d-9a7e-5f1c2f0a9d01"},"medicationCodeableConcept":{"text":"never taken"},"effectiveDateTime":"2026-01-01"}}]}""";

    private string _twin = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _twin = (await Post("/v1/patients", ExampleFiles.Patient)).Json.GetProperty("twinId").GetString()!;
        var id = TwinId.Parse(_twin);
        Grid.Twin(_twin).AtAGlance = profile => new(id, profile, [new(Signal.Glucose, 104, Noon, "cgm", default, null, null)], [], [Samples.Forecast(Signal.Glucose, TimeSpan.FromHours(4), Noon)], [], [], null, new(0, -1));
        (await Post("/v1/imports", new ByteArrayContent(ExampleFiles.Read("bundle.json")))).Status.ShouldBe(HttpStatusCode.OK);
        (await Post("/v1/imports", new ByteArrayContent(Encoding.UTF8.GetBytes(Names)))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task it_is_a_document_of_FHIR_that_begins_with_its_composition()
    {
        var answer = await Get($"/v1/twins/{_twin}/record");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.MediaType!.MediaType.ShouldBe("application/fhir+json");
        FhirFormats.Check(Encoding.UTF8.GetBytes(answer.Text)).Where(issue => issue.Severity == "error").ShouldBeEmpty();
        var bundle = JsonNode.Parse(answer.Text)!.AsObject();
        var entries = References.At(bundle, "entry").ToList();
        References.Text(bundle, "type").ShouldBe("document");
        References.Text(entries[0]["resource"], "resourceType").ShouldBe("Composition");
        var there = entries.Select(entry => References.Text(entry, "fullUrl")!).ToHashSet(StringComparer.Ordinal);
        there.Count.ShouldBe(entries.Count);
        var named = References.At(entries[0]["resource"], "section.entry").Concat(References.At(entries[0]["resource"], "author")).Append(entries[0]["resource"]!["subject"]!).Select(node => References.Text(node, "reference")!).ToList();
        named.Count.ShouldBeGreaterThan(5);
        named.ShouldAllBe(reference => there.Any(url => url.EndsWith($"/fhir/{reference}", StringComparison.Ordinal)));
        foreach (var word in (string[])["44054006", "そば <buckwheat>", "RiskAssessment", "山田 花子"]) answer.Text.ShouldContain(word);
        answer.Text.ShouldNotContain("never taken");
        answer.Text.ShouldContain("\"code\":\"unavailable\""); // procedures: nothing is known
    }

    [Fact]
    public async Task it_is_XML_where_that_is_asked()
    {
        var answer = await Get($"/v1/twins/{_twin}/record?format=xml&lang=ja");
        answer.MediaType!.MediaType.ShouldBe("application/fhir+xml");
        answer.Text.ShouldStartWith("<Bundle xmlns=\"http://hl7.org/fhir\"");
        answer.Text.ShouldContain("患者サマリー");
    }

    [Theory]
    [InlineData("ja", "患者サマリー", "1961年4月30日", "グルコース（CGM）", "継続中")]
    [InlineData("en", "Patient summary", "30 Apr 1961", "Glucose (CGM)", "active")]
    public async Task it_is_a_sheet_to_print_in_both_languages(string language, string title, string born, string signal, string standing)
    {
        var answer = await Get($"/v1/twins/{_twin}/record?format=html&lang={language}");
        answer.MediaType!.MediaType.ShouldBe("text/html");
        foreach (var word in (string[])[title, born, signal, standing, "山田 花子", "Diabetes mellitus type 2", "そば &lt;buckwheat&gt;", "104", $"lang=\"{language}\"", "@page { size: A4"]) WebUtility.HtmlDecode(answer.Text).ShouldContain(WebUtility.HtmlDecode(word));
        answer.Text.ShouldNotContain("<buckwheat>");
        answer.Text.ShouldNotContain("<script"); // what is carried away runs nothing
    }

    [Fact]
    public void every_signal_has_a_name_in_Japanese() => SummaryWords.Japanese.Signals.Keys.ShouldBe(SignalCatalogue.All.Select(signal => signal.Slug), ignoreOrder: true);

    [Fact]
    public async Task what_cannot_be_asked_is_named()
    {
        (await Get($"/v1/twins/{_twin}/record?format=pdf")).ShouldName("format");
        (await Get($"/v1/twins/{_twin}/record?lang=de")).ShouldName("lang");
        (await Get("/v1/twins/nobody/record")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
    }

    [Fact]
    public async Task its_page_says_the_same_and_is_written_down()
    {
        var answer = await Get($"/twins/{_twin}/record?lang=ja");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Text.ShouldContain("この記録を閲覧した人");
        var entry = Trail.Entries.Last();
        (entry.Route, entry.Twins.Single().Value, entry.ModelVersions.Count).ShouldBe(("GET /v1/twins/{id}/record", _twin, 1));
    }
}
