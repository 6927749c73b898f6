using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Patients;

/// <summary>The desk of a hospital registers patients by their cards; who may see a patient finds him by them, who may not learns nothing.</summary>
public sealed class A_patient_comes_with_a_card : Identified
{
    private const string Card = """{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"00012345:あい:１８７:05"}""";
    private const string SameCard = """{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"12345：あい：187：5"}""";
    private const string Chart = """{"system":"urn:oid:1.2.392.100495.20.3.51.11318814790","value":"KANARI-0815"}""";
    private const string Profile = """{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}""";

    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal)
    {
        ["Logging:LogLevel:Default"] = "Trace", ["Logging:LogLevel:TwinGrid"] = "Trace", ["Logging:LogLevel:Orleans"] = "Trace",
    };

    [Fact]
    public async Task and_gets_one_twin_however_the_card_is_typed()
    {
        var first = await Register($$"""{"identifiers":[{{Card}},{{Chart}}],"profile":{{Profile}}}""");
        first.Status.ShouldBe(HttpStatusCode.Created, first.Text);
        var twin = first.Json.GetProperty("twinId").GetString()!;
        first.Headers.Location!.OriginalString.ShouldBe($"/v1/twins/{twin}");
        (await Grid.Twin(twin).Profile())!.BirthDate.ShouldBe(new DateOnly(1961, 4, 30));
        var second = await Register($$"""{"identifiers":[{{SameCard}}]}""");
        (second.Status, second.Json.GetProperty("twinId").GetString(), second.Json.GetProperty("isNew").GetBoolean()).ShouldBe((HttpStatusCode.OK, twin, false));
        (await Resolve(Operator(), Chart)).Json.GetProperty("twinId").GetString().ShouldBe(twin);
        Trail.Entries.Where(entry => entry.Route == "POST /v1/patients").ShouldAllBe(entry => entry.Twins.Single().Value == twin && entry.Data == DataClass.Identity);
    }

    [Fact]
    public async Task that_belongs_to_another_patient_and_is_told_by_its_system_only()
    {
        await Register($$"""{"identifiers":[{{Card}}]}""");
        await Register($$"""{"identifiers":[{{Chart}}]}""");
        var conflict = (await Register($$"""{"identifiers":[{{Card}},{{Chart}}],"profile":{{Profile}}}""")).ShouldBeProblem(HttpStatusCode.Conflict, "different-patients");
        conflict.Text.ShouldContain("JP_Insurance_memberID");
        conflict.Text.ShouldNotContain("KANARI");
        conflict.Text.ShouldNotContain("187");
        (await As(Operator(), HttpMethod.Post, "/v1/twins/a/identifiers", Chart)).ShouldBeProblem(HttpStatusCode.Conflict, "different-patients").Text.ShouldNotContain("KANARI");
    }

    [Fact]
    public async Task and_whoever_may_see_him_finds_him_while_unknown_and_forbidden_look_alike()
    {
        await Add("a", Card);
        (await Resolve(Clinician(), SameCard)).Json.GetProperty("twinId").GetString().ShouldBe("a");
        (await Resolve(PrivacyOfficer(), SameCard)).Status.ShouldBe(HttpStatusCode.NotFound); // this test's consents let the officer see nobody
        Verdicts.Rule = request => request.Caller.Role == Role.PrivacyOfficer || Usual(request);
        (await Resolve(PrivacyOfficer(), SameCard)).Json.GetProperty("twinId").GetString().ShouldBe("a");
        var began = Stopwatch.GetTimestamp();
        var forbidden = await Resolve(Clinician("ward-2"), Card);
        Stopwatch.GetElapsedTime(began).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(45)); // at the beat
        var unknown = await Resolve(Clinician("ward-2"), Chart);
        forbidden.ShouldBeProblem(HttpStatusCode.NotFound, "unknown-patient");
        unknown.Text.ShouldBe(forbidden.Text);
        var refusals = Trail.Entries.Where(entry => entry.Caller.Subject == "dr-ward-2").ToList();
        refusals.Select(entry => (entry.Decision.Permitted, entry.Decision.Ground)).ShouldBe([(false, AccessGround.NothingPermits), (false, AccessGround.UnknownTwin)]);
        refusals[0].Twins.ShouldBe([TwinId.Parse("a")]);
        foreach (var token in (string[])[Patient(), Researcher(), Device()]) (await Resolve(token, Card)).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
    }

    [Fact]
    public async Task and_he_and_his_team_read_his_identifiers_and_nobody_else()
    {
        await Add("a", Card);
        await Add("a", Chart);
        foreach (var token in (string[])[Patient(), Clinician()])
            (await GetAs(token, "/v1/twins/a/identifiers")).Json.GetProperty("identifiers").EnumerateArray().Select(one => one.GetProperty("value").GetString()).ShouldBe(["00012345:あい:187:05", "KANARI0815"]);
        (await GetAs(Clinician("ward-2"), "/v1/twins/a/identifiers")).Text.ShouldBe((await GetAs(Clinician("ward-2"), "/v1/twins/x/identifiers")).Text.Replace("'x'", "'a'", StringComparison.Ordinal).Replace("/x", "/a", StringComparison.Ordinal));
        (await GetAs(Operator(), "/v1/twins/a/identifiers")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
        (await As(Operator(), HttpMethod.Post, "/v1/twins/a/identifiers/remove", Chart)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await As(Operator(), HttpMethod.Post, "/v1/twins/a/identifiers/remove", Chart)).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-identifier");
        (await As(Operator(), HttpMethod.Post, "/v1/twins/x/identifiers", Chart)).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await GetAs(Patient(), "/v1/twins/a/identifiers")).Json.GetProperty("identifiers").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"identifiers":[]}""", "identifiers")]
    [InlineData("""{"identifiers":[{"system":"urn:oid:1.2.3","value":"1234 5678 9018"}]}""", "identifiers[0].value")]
    [InlineData("""{"identifiers":[{"system":"hospital","value":"1"}]}""", "identifiers[0].system")]
    [InlineData("""{"identifiers":[{"system":"urn:oid:1.2.3"}]}""", "identifiers[0].value")]
    [InlineData("""{"identifiers":[{"system":"urn:oid:1.2.3","value":"1"}],"profile":{"birthDate":"1961-04-30","sex":"f","heightCm":163,"weightKg":58}}""", "profile.sex")]
    [InlineData("""{"identifiers":[{"system":"urn:oid:1.2.3","value":"1"}],"name":"KANARI"}""", "name")]
    public async Task that_is_wrong_and_leaves_no_trace(string body, string field)
    {
        (await Register(body)).ShouldName(field).Text.ShouldNotContain("9018");
        (await Resolve(Operator(), """{"system":"urn:oid:1.2.3","value":"1"}""")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-patient");
    }

    [Fact]
    public async Task and_nothing_that_names_him_is_logged_measured_traced_or_written_into_the_trail()
    {
        var seen = new ConcurrentQueue<string>();
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        metrics.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Keep(instrument.Name, tags));
        metrics.Start();
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => seen.Enqueue($"{activity.DisplayName} {string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))}"),
        };
        ActivitySource.AddActivityListener(traces);

        await Register($$"""{"identifiers":[{{Card}},{{Chart}}],"profile":{{Profile}}}""");
        await Register($$"""{"identifiers":[{"system":"urn:oid:1.2.3","value":"KANARI-2"}]}""");
        await Register($$"""{"identifiers":[{{Card}},{"system":"urn:oid:1.2.3","value":"KANARI-2"}]}""");
        await Register("""{"identifiers":[{"system":"KANARI","value":"KANARI"}],"KANARI":"KANARI"}""");
        await Register("""{"identifiers":[{"system":"urn:oid:1.2.3","value":"123456789018"}]}""");
        await Resolve(Clinician(), Chart);
        await Resolve(Operator(), Chart);
        await Add("a", """{"system":"urn:oid:1.2.3","value":"KANARI-3"}""");
        await GetAs(Patient(), "/v1/twins/a/identifiers");
        await As(Operator(), HttpMethod.Post, "/v1/twins/a/identifiers/remove", """{"system":"urn:oid:1.2.3","value":"KANARI-4"}""");
        metrics.RecordObservableInstruments();

        Logged.Lines.Count.ShouldBeGreaterThan(20);
        seen.Count.ShouldBeGreaterThan(5);
        string[] everything = [.. Logged.Lines, .. seen, .. Trail.Entries.Select(entry => $"{entry} {string.Join(' ', entry.Twins)}")];
        foreach (var canary in (string[])["KANARI", "あい", "123456789018", "00012345"]) everything.Where(line => line.Contains(canary, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(canary);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(VaultPlace, "vault")))
            foreach (var canary in (string[])["KANARI", "あい:187", "00012345:"]) (await Bytes(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(canary)).ShouldBe(-1, $"{canary} in {file}");

        void Keep(string instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags) seen.Enqueue($"{instrument} {tag.Key}={tag.Value}");
        }
    }

    private static async Task<byte[]> Bytes(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy);
        return copy.ToArray();
    }

    private Task<Answer> Register(string body) => As(Operator(), HttpMethod.Post, "/v1/patients", body);

    private Task<Answer> Resolve(string token, string identifier) => As(token, HttpMethod.Post, "/v1/patients/resolve", identifier);

    private async Task Add(string twin, string identifier) => (await As(Operator(), HttpMethod.Post, $"/v1/twins/{twin}/identifiers", identifier)).Status.ShouldBe(HttpStatusCode.NoContent);
}

/// <summary>Numbers are tried, one after another.</summary>
public sealed class Somebody_tries_numbers : Identified
{
    protected override IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>(base.Settings, StringComparer.Ordinal) { ["TwinGrid:Admission:Lookups"] = "1" };

    [Fact]
    public async Task and_is_asked_to_come_back_while_others_are_answered()
    {
        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 40 && !statuses.Contains(HttpStatusCode.TooManyRequests); i++)
            statuses.Add((await As(Operator(), HttpMethod.Post, "/v1/patients/resolve", $$"""{"system":"urn:oid:1.2.3","value":"{{i}}"}""")).Status);
        statuses[..10].ShouldAllBe(status => status == HttpStatusCode.NotFound);
        statuses.ShouldContain(HttpStatusCode.TooManyRequests);
        (await As(Clinician(), HttpMethod.Post, "/v1/patients/resolve", """{"system":"urn:oid:1.2.3","value":"1"}""")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GetAs(Operator(), "/v1/signals")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
