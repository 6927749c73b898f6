using System.Net;
using System.Text;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>What a hospital's record says of a patient, and what the twin makes of it. A whole grid, without identities.</summary>
public sealed class A_record_chooses_models : IAsyncLifetime
{
    private const string Snomed = "http://snomed.info/sct", Loinc = "http://loinc.org", Yj = "http://capstandard.jp/iyaku.info/CodeSystem/YJ-code";

    private WholeGrid _grid = null!;

    public async Task InitializeAsync()
    {
        _grid = await WholeGrid.Start();
    }

    [Fact]
    public async Task diabetes_heart_valve_drugs_and_laboratory_each_where_people_see_it()
    {
        var id = await Sent(
            Entry("Condition", $$$"""{"resourceType":"Condition","subject":{"reference":"urn:uuid:1"},"code":{"coding":[{"system":"{{{Snomed}}}","code":"46635009"}]}}"""),
            Entry("Condition", $$$"""{"resourceType":"Condition","subject":{"reference":"urn:uuid:1"},"severity":{"coding":[{"system":"{{{Snomed}}}","code":"24484000"}]},"code":{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"I35.0"}]}}"""),
            Entry("Condition", """{"resourceType":"Condition","subject":{"reference":"urn:uuid:1"},"code":{"text":"心不全"}}"""),
            Entry("Condition", """{"resourceType":"Condition","subject":{"reference":"urn:uuid:1"},"verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-ver-status","code":"unconfirmed"}]},"code":{"text":"慢性腎臓病"}}"""),
            Entry("Observation", Observed("10230-1", "32", "%", "2026-02-01T09:00:00Z")), Entry("Observation", Observed("10230-1", "55", "%", "2020-02-01T09:00:00Z")),
            Entry("MedicationRequest", Prescribed(Yj, "3332001F1024", "ワーファリン錠１ｍｇ")), Entry("MedicationRequest", Prescribed("http://www.nlm.nih.gov/research/umls/rxnorm", "1738483", "Paroxetine 20 MG Oral Tablet")),
            Entry("MedicationRequest", Prescribed("http://www.nlm.nih.gov/research/umls/rxnorm", "866414", "24 HR metoprolol succinate 100 MG")), Entry("MedicationRequest", Prescribed("urn:none", "x", "Humulin insulin")),
            Entry("AllergyIntolerance", """{"resourceType":"AllergyIntolerance","patient":{"reference":"urn:uuid:1"},"code":{"text":"Morphine"}}"""));
        var profile = (await Send(HttpMethod.Get, $"/v1/twins/{id}")).Json.GetProperty("profile");
        profile.GetProperty("diabetesType").GetString().ShouldBe("type1");
        profile.GetProperty("conditions").EnumerateArray().Select(word => word.GetString()!).Where(word => !word.EndsWith("assumed", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(["allergic-opioid", "aortic-stenosis", "heart-failure", "on-beta-blocker", "on-insulin", "on-metoprolol", "on-paroxetine", "on-warfarin", "reduced-ejection-fraction", "severe-aortic-stenosis"]);

        // paroxetine makes a poor metaboliser of whoever has two whole copies of CYP2D6
        var now = TimeProvider.System.GetUtcNow();
        (await Send(HttpMethod.Post, $"/v1/twins/{id}/treatments/entries", $$"""{"entries":[{"id":"g1","kind":"genotype","at":"{{now.AddDays(-1):O}}","what":"CYP2D6","text":"*1/*1"}]}""")).Status.ShouldBe(HttpStatusCode.OK);
        await Eventually.Holds(async () => (await Send(HttpMethod.Get, $"/v1/twins/{id}/treatments")).Text.Contains("CYP2D6 *1/*1, poor metabolizer", StringComparison.OrdinalIgnoreCase), TimeSpan.FromMinutes(2), () => "paroxetine does not reach the drug models");

        // the label of carboplatin counts by filtration, which the laboratory found
        var question = """{"drug":"carboplatin","regimen":"400 mg over 1 h","days":21,"draws":16,"offLabel":true}""";
        (await Send(HttpMethod.Post, "/fhir/Observation", Observed("33914-3", "75", "mL/min/{1.73_m2}", $"{now.AddDays(-2):yyyy-MM-dd'T'HH:mm:ss'Z'}", $"Patient/{id}"), "application/fhir+json")).Status.ShouldBe(HttpStatusCode.Created);
        await Eventually.Holds(async () => (await Send(HttpMethod.Get, $"/v1/twins/{id}/vitals?code=egfr")).Json.GetProperty("total").GetInt32() == 1, TimeSpan.FromMinutes(2), () => "the result is not in the twin");
        var evaluated = await Send(HttpMethod.Post, $"/v1/twins/{id}/treatments/evaluate", question);
        evaluated.Text.ShouldNotContain("covariates.GFR");

        // a bedside monitor is put on: the circulation is fitted to a heart that gives out a third of its blood through a narrow valve
        var beats = string.Join(',', Enumerable.Range(0, 120).Select(i => $$"""{"code":"8867-4","value":{{72 + i % 3}},"unit":"/min","observedAt":"{{now.AddMinutes(i - 125):O}}"},{"code":"8480-6","value":{{118 + i % 4}},"unit":"mm[Hg]","observedAt":"{{now.AddMinutes(i - 125):O}}"},{"code":"8462-4","value":{{74 + i % 3}},"unit":"mm[Hg]","observedAt":"{{now.AddMinutes(i - 125):O}}"}"""));
        (await Send(HttpMethod.Post, $"/v1/twins/{id}/vitals", $$"""{"deviceId":"bedside","sequence":1,"samples":[{{beats}}]}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await Send(HttpMethod.Get, $"/v1/twins/{id}")).Json.GetProperty("organs").EnumerateArray().Where(organ => organ.GetProperty("organ").GetString() == "heart")
            .SelectMany(organ => organ.GetProperty("estimates").EnumerateArray()).Any(estimate => estimate.GetProperty("name").GetString() == "ejection fraction (assumed)" && estimate.GetProperty("value").GetDouble() == 30), TimeSpan.FromMinutes(2), () => "the heart knows nothing of the record");

        // a monitor is put on: the model is that of type 1
        var samples = string.Join(',', Enumerable.Range(0, 13).Select(i => $$"""{"code":"99504-3","value":{{150 + i}},"unit":"mg/dL","observedAt":"{{now.AddMinutes(-60 + 5 * i):O}}"}"""));
        (await Send(HttpMethod.Post, $"/v1/twins/{id}/vitals", $$"""{"deviceId":"cgm","sequence":1,"samples":[{{samples}}]}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await Send(HttpMethod.Get, $"/v1/twins/{id}/forecast?signal=glucose&horizon=PT1H")).Text.Contains("uva-padova-s2008", StringComparison.Ordinal), TimeSpan.FromMinutes(2), () => "another model than that of type 1 diabetes");
        var risk = (await Send(HttpMethod.Get, $"/fhir/RiskAssessment?patient={id}&code=99504-3")).Json;
        risk.GetProperty("total").GetInt32().ShouldBe(1, risk.ToString());
        risk.GetProperty("entry")[0].GetProperty("resource").GetProperty("method").GetProperty("text").GetString().ShouldStartWith("uva-padova-s2008");
    }

    /// <summary>From the prescription to what it does: the heart's with a dose in tablets, the metabolism's in units; what is stopped, over, or entered in error does nothing.</summary>
    [Fact]
    public async Task a_beta_blocker_and_insulin_act_on_heart_and_metabolism_as_they_are_prescribed()
    {
        const string Tablets = """[{"timing":{"repeat":{"frequency":1,"period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":1}}]}]""";
        const string Evening = """[{"timing":{"code":{"coding":[{"code":"BED"}]}},"doseAndRate":[{"doseQuantity":{"value":24,"code":"U"}}]}]""";
        var id = await Sent(
            Entry("MedicationRequest", Dosed("24 HR metoprolol succinate 100 MG Extended Release Oral Tablet", Tablets)), Entry("MedicationRequest", Dosed("insulin glargine 100 UNT/ML [Lantus]", Evening)),
            Entry("MedicationRequest", Dosed("atenolol 50 MG Oral Tablet", Tablets, "stopped")), Entry("MedicationRequest", Dosed("bisoprolol fumarate 5 MG", Tablets, "entered-in-error")),
            Entry("MedicationStatement", """{"resourceType":"MedicationStatement","status":"active","subject":{"reference":"urn:uuid:1"},"effectivePeriod":{"start":"2019-01-01","end":"2020-01-01"},"medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"C07AG02"}]}}"""),
            Entry("MedicationStatement", """{"resourceType":"MedicationStatement","status":"active","subject":{"reference":"urn:uuid:1"},"medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"A10AB05"}]},"dosage":[{"asNeededBoolean":true}]}"""));
        var twin = (await Send(HttpMethod.Get, $"/v1/twins/{id}")).Json;
        twin.GetProperty("profile").GetProperty("medications").EnumerateArray().Where(one => one.GetProperty("drug").GetString() is "metoprolol" or "insulin-basal").Select(one => one.GetProperty("perDay").GetDouble()).ShouldBe([24, 100]);
        twin.GetProperty("drugs").EnumerateArray().Select(drug => $"{drug.GetProperty("drug").GetString()} {drug.GetProperty("organ").GetString()} {drug.GetProperty("dose").GetString()}")
            .ShouldBe(["metoprolol heart 100 mg a day", "insulin metabolism 24 U a day work round the clock"]);

        const string Question = """{"drug":"metoprolol","regimen":"100 mg oral every 24 h x 28","days":28,"draws":64}""";
        var (without, with) = (await Rate("without"), await Rate("with"));
        (with.Quiet - without.Quiet).ShouldBeInRange(-18, -8);
        (with.Moving - without.Moving).ShouldBeInRange(-40, -15);
        var now = TimeProvider.System.GetUtcNow();
        (await Send(HttpMethod.Post, $"/v1/twins/{id}/treatments/entries", $$"""{"entries":[{"id":"g1","kind":"genotype","at":"{{now.AddDays(-1):O}}","what":"CYP2D6","text":"*4/*4"}]}""")).Status.ShouldBe(HttpStatusCode.OK);
        (await Rate("with")).Quiet.ShouldBeLessThan(with.Quiet - 2.5, "a poor metaboliser");

        var glucose = string.Join(',', Enumerable.Range(0, 13).Select(i => $$"""{"code":"99504-3","value":{{170 + i % 2}},"unit":"mg/dL","observedAt":"{{now.AddMinutes(-60 + 5 * i):O}}"}"""));
        (await Send(HttpMethod.Post, $"/v1/twins/{id}/vitals", $$"""{"deviceId":"cgm","sequence":1,"samples":[{{glucose}}]}""")).Status.ShouldBe(HttpStatusCode.Accepted);
        await Eventually.Holds(async () => (await Send(HttpMethod.Get, $"/v1/twins/{id}/forecast?signal=glucose&horizon=PT1H")).Text.Contains("dalla-man-2007-type-2", StringComparison.Ordinal), TimeSpan.FromMinutes(2), () => "insulin does not choose the model");

        // it was entered in error: nothing of it acts
        var written = (await Send(HttpMethod.Get, $"/fhir/MedicationRequest?patient={id}")).Json.GetProperty("entry").EnumerateArray().Select(entry => entry.GetProperty("resource")).Single(one => one.ToString().Contains("metoprolol", StringComparison.Ordinal));
        (await Send(HttpMethod.Put, $"/fhir/MedicationRequest/{written.GetProperty("id").GetString()}", written.ToString().Replace("\"active\"", "\"entered-in-error\"", StringComparison.Ordinal), "application/fhir+json")).Status.ShouldBe(HttpStatusCode.OK);
        var after = (await Send(HttpMethod.Get, $"/v1/twins/{id}")).Json;
        after.GetProperty("drugs").EnumerateArray().Select(drug => drug.GetProperty("drug").GetString()).ShouldBe(["insulin"]);
        after.GetProperty("profile").GetProperty("conditions").ToString().ShouldNotContain("on-metoprolol");

        async Task<(double Quiet, double Moving)> Rate(string name)
        {
            Answer answer = null!;
            await Eventually.Holds(async () => (answer = await Send(HttpMethod.Post, $"/v1/twins/{id}/treatments/evaluate", Question)).Status == HttpStatusCode.OK, TimeSpan.FromMinutes(2), () => answer.Text);
            var row = answer.Json.GetProperty("circulation").GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("case").GetString() == name);
            return (row.GetProperty("rest").GetProperty("heartRate").GetDouble(), row.GetProperty("exercise").GetProperty("heartRate").GetDouble());
        }
    }

    public async Task DisposeAsync()
    {
        await _grid.DisposeAsync();
        _grid.Logged.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private static string Observed(string code, string value, string unit, string at, string subject = "urn:uuid:1") =>
        $$$"""{"resourceType":"Observation","status":"final","subject":{"reference":"{{{subject}}}"},"code":{"coding":[{"system":"{{{Loinc}}}","code":"{{{code}}}"}]},"effectiveDateTime":"{{{at}}}","valueQuantity":{"value":{{{value}}},"unit":"{{{unit}}}","system":"http://unitsofmeasure.org","code":"{{{unit}}}"}}""";

    private static string Prescribed(string system, string code, string name) =>
        $$$"""{"resourceType":"MedicationRequest","status":"active","intent":"order","subject":{"reference":"urn:uuid:1"},"medicationCodeableConcept":{"coding":[{"system":"{{{system}}}","code":"{{{code}}}","display":"{{{name}}}"}]}}""";

    private static string Dosed(string name, string instruction, string status = "active") =>
        $$$"""{"resourceType":"MedicationRequest","status":"{{{status}}}","intent":"order","authoredOn":"2026-02-01","subject":{"reference":"urn:uuid:1"},"medicationCodeableConcept":{"text":"{{{name}}}"},"dosageInstruction":{{{instruction}}}}""";

    private static string Entry(string type, string resource) => $$"""{"request":{"method":"POST","url":"{{type}}"},"resource":{{resource}}}""";

    /// <summary>Sends a record; the patient's id.</summary>
    private async Task<string> Sent(params string[] entries)
    {
        var patient = """{"fullUrl":"urn:uuid:1","request":{"method":"POST","url":"Patient"},"resource":{"resourceType":"Patient","identifier":[{"system":"http://hospital.example/mrn","value":"4711"}],"birthDate":"1961-04-30","gender":"male"}}""";
        var sent = await Send(HttpMethod.Post, "/fhir", $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries.Prepend(patient))}}]}""", "application/fhir+json");
        sent.Status.ShouldBe(HttpStatusCode.OK, sent.Text);
        return sent.Json.GetProperty("entry")[0].GetProperty("response").GetProperty("location").GetString()!.Split('/')[1];
    }

    private Task<Answer> Send(HttpMethod method, string path, string? body = null, string type = "application/json") =>
        Answer.Of(_grid.Http.SendAsync(new HttpRequestMessage(method, path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, type) }));
}
