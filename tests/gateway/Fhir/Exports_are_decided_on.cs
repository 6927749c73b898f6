using System.Globalization;
using System.Net;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Gateway.Tests.Fakes;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Fhir;

/// <summary>With identities: who is exported for whom, and what leaves for a study.</summary>
public sealed class Exports_are_decided_on : Identified
{
    private const string Canary = "KANARIENVOGEL";

    private static readonly DateOnly Onset = new(2026, 2, 1);

    private KeptRecords _kept = null!;

    public override async Task InitializeAsync()
    {
        _kept = await KeptRecords.Open(VaultPlace, Time);
        Grid.Records = _kept.Stored.AsGrain();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await _kept.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task a_clinician_is_given_whom_he_cares_for_and_nobody_who_withdrew()
    {
        await Kept("a", "b");
        Grid.Team("ward-1").Add(TwinId.Parse("b")); // the roster is late: b's consent does not know of it
        var client = new Bulk(Http, Clinician());
        var manifest = await client.End(await client.Order("/fhir/$export"));
        manifest.Json.GetProperty("requiresAccessToken").GetBoolean().ShouldBeTrue();
        var lines = await client.Fetch(manifest);
        lines["Patient"].ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("a");
        lines["Condition"].Count.ShouldBe(1);
        lines.Values.SelectMany(all => all).ShouldAllBe(line => !line.GetRawText().Contains("Patient/b", StringComparison.Ordinal));
        Trail.Entries.ShouldContain(entry => entry.Operation == Operation.Export && entry.Decision.Permitted && entry.Twins.Contains(TwinId.Parse("a")) && entry.Route == "GET /fhir/$export");
        Trail.Entries.ShouldContain(entry => entry.Operation == Operation.Export && !entry.Decision.Permitted && entry.Twins.Contains(TwinId.Parse("b")));
        Trail.Entries.ShouldContain(entry => entry.Route == "GET /fhir/$export-file/{job}/{file}" && entry.Twins.Contains(TwinId.Parse("a")));
        Verdicts.Rule = _ => false; // withdrawn between making and fetching
        (await client.Fetch(manifest)).Values.SelectMany(all => all).ShouldBeEmpty();
    }

    [Fact]
    public async Task nobody_is_told_of_the_export_of_another()
    {
        await Kept("a", "b");
        var status = await new Bulk(Http, Clinician()).Order("/fhir/Group/ward-1/$export");
        await new Bulk(Http, Clinician()).End(status);
        foreach (var other in (string[])[Clinician("ward-2"), Patient(), Operator()])
        {
            (await new Bulk(Http, other).Ask(HttpMethod.Get, status)).ShouldBeOutcome(404);
            (await new Bulk(Http, other).Ask(HttpMethod.Delete, status)).ShouldBeOutcome(404);
        }
        (await new Bulk(Http, Clinician()).Ask(HttpMethod.Get, "/fhir/Group/ward-2/$export", "respond-async")).ShouldBeOutcome(404);
        (await new Bulk(Http, Clinician(scope: "user/Patient.rs")).Ask(HttpMethod.Get, "/fhir/$export?_type=Condition", "respond-async")).ShouldBeOutcome(403, "_type");
        (await new Bulk(Http, Researcher()).Ask(HttpMethod.Get, "/fhir/$export", "respond-async")).ShouldBeOutcome(403);
        (await new Bulk(Http, Operator()).Ask(HttpMethod.Get, "/fhir/Patient/$export", "respond-async")).ShouldBeOutcome(403);
        (await new Bulk(Http, Researcher()).Ask(HttpMethod.Get, "/fhir/Group/study-2/$export", "respond-async")).ShouldBeOutcome(404);
    }

    [Fact]
    public async Task a_patient_is_given_his_own_record()
    {
        await Kept("a", "b");
        var client = new Bulk(Http, Patient());
        (await client.Fetch(await client.End(await client.Order("/fhir/Patient/$export"))))["Patient"].ShouldHaveSingleItem().GetProperty("id").GetString().ShouldBe("a");
    }

    [Fact]
    public async Task a_study_is_given_no_name_no_id_no_time_and_nothing_rare()
    {
        string[] twins = [.. Enumerable.Range(0, 24).Select(i => $"twin-{Canary}-{i}")];
        for (var i = 0; i < twins.Length; i++)
        {
            await Grid.Twin(twins[i]).Register(new PatientProfile(new DateOnly(1950 + i, 1, 1), i % 2 == 0 ? Sex.Female : Sex.Male, 150 + i, 50 + i, [], (DiabetesType)(i % 3)));
            Grid.Study("study-1").Add(twins[i]);
        }
        await Kept(twins);
        Verdicts.Rule = request => request is { Caller: { Role: Role.Researcher, Study: "study-1" }, Purpose: Purpose.Research, Operation: Operation.Export } && request.Twin.Value != twins[3];
        var client = new Bulk(Http, Researcher());
        var manifest = await client.End(await client.Order("/fhir/Group/study-1/$export"));
        var lines = await client.Fetch(manifest);
        var text = string.Join('\n', lines.Values.SelectMany(all => all).Select(line => line.GetRawText()));
        text.ShouldNotContain(Canary);
        for (var days = -6; days <= 6; days++) text.ShouldNotContain(Onset.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Case.Sensitive, "times are shifted by a week at least");
        text.ShouldNotContain("rare-code");
        lines["Patient"].Count.ShouldBe(23); // one does not consent
        lines["Patient"].GroupBy(patient => patient.GetProperty("extension").GetRawText(), StringComparer.Ordinal).ShouldAllBe(alike => alike.Count() >= 10);
        lines["Condition"].Count.ShouldBe(23);
        var people = lines["Patient"].Select(patient => $"Patient/{patient.GetProperty("id").GetString()}").ToHashSet(StringComparer.Ordinal);
        people.Count.ShouldBe(23);
        lines["Condition"].ShouldAllBe(condition => people.Contains(condition.GetProperty("subject").GetProperty("reference").GetString()!));
        lines["Condition"].ShouldAllBe(condition => condition.GetProperty("code").GetProperty("coding").GetArrayLength() == 1);
        manifest.Json.GetProperty("extension").GetProperty("urn:twingrid:report").GetProperty("measures").GetArrayLength().ShouldBe(3);
        (await new Bulk(Http, Researcher()).Ask(HttpMethod.Get, "/fhir/Group/study-1/$export?_since=2026-01-01", "respond-async")).ShouldBeOutcome(400, "_since");
        (await new Bulk(Http, Operator()).Ask(HttpMethod.Get, "/fhir/Group/study-1/$export?_type=Coverage", "respond-async")).ShouldBeOutcome(400, "_type");
        Trail.Entries.Count(entry => entry.Operation == Operation.Export && entry.Purpose == Purpose.Research && entry.Decision.Permitted && entry.Route == "GET /fhir/Group/{rid}/$export" && entry.Twins.Count == 1).ShouldBe(23);
    }

    [Fact]
    public async Task too_few_people_are_given_to_no_study()
    {
        Grid.Study("study-1").Add("a", "b");
        Verdicts.Rule = _ => true;
        var client = new Bulk(Http, Operator());
        (await client.End(await client.Order("/fhir/Group/study-1/$export"))).ShouldBeOutcome(500).Text.ShouldContain("Fewer than 10");
    }

    /// <summary>Each with a name, a condition that all have, and one that a single one has.</summary>
    private async Task Kept(params string[] twins)
    {
        for (var i = 0; i < twins.Length; i++)
        {
            var rare = i == 1 ? """,{"system":"http://snomed.info/sct","code":"rare-code"}""" : "";
            var bundle = $$"""
                {"resourceType":"Bundle","type":"transaction","entry":[
                {"request":{"method":"PUT","url":"Patient/{{twins[i]}}"},"resource":{"resourceType":"Patient","id":"{{twins[i]}}","name":[{"family":"{{Canary}}"}],"gender":"female","birthDate":"1961-04-30"} },
                {"request":{"method":"POST","url":"Condition"},"resource":{"resourceType":"Condition","code":{"text":"{{Canary}}","coding":[{"system":"http://snomed.info/sct","code":"44054006","display":"{{Canary}}"},{"system":"urn:house","code":"{{Canary}}"}{{rare}}]},
                 "subject":{"reference":"Patient/{{twins[i]}}"},"onsetDateTime":"{{Onset:yyyy-MM-dd}}T10:00:00Z","note":[{"text":"{{Canary}}"}],"identifier":[{"value":"{{Canary}}"}]} } ]}
                """;
            var answer = await As(Operator(), HttpMethod.Post, "/fhir", bundle);
            answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        }
    }
}
