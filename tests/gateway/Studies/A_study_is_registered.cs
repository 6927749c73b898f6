using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Gateway.Tests.Access;
using TwinGrid.Patients;
using TwinGrid.Vault.Studies;

namespace TwinGrid.Gateway.Tests.Studies;

/// <summary>The privacy officer keeps the studies; researchers see their own; a finding leads back to its patient. study-1 is there from the start.</summary>
public sealed class A_study_is_registered : Identified
{
    private const string Plan = """{"title":"SGLT2 and the night","status":"active","start":"2026-03-01","end":"2027-03-31"}""";

    [Fact]
    public async Task by_the_officer_and_found_again()
    {
        var made = await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/sglt2", Plan);
        made.Status.ShouldBe(HttpStatusCode.Created, made.Text);
        made.Json.GetProperty("registeredBy").GetString().ShouldBe("officer-1");
        (await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/sglt2", Plan.Replace("active", "completed", StringComparison.Ordinal))).Json.GetProperty("status").GetString().ShouldBe("completed");
        (await GetAs(PrivacyOfficer(), "/v1/studies")).Json.GetProperty("studies").EnumerateArray().Select(study => study.GetProperty("id").GetString()).ShouldBe(["sglt2", "study-1"]);
        Trail.Entries.ShouldContain(entry => entry.Route == "PUT /v1/studies/{study}" && entry.Caller.Subject == "officer-1" && entry.Succeeded);
    }

    [Fact]
    public async Task and_a_researcher_sees_only_his_own()
    {
        await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/sglt2", Plan);
        (await GetAs(Researcher(), "/v1/studies/study-1")).Status.ShouldBe(HttpStatusCode.OK);
        var (forbidden, unknown) = (await GetAs(Researcher(), "/v1/studies/sglt2"), await GetAs(Researcher(), "/v1/studies/none"));
        forbidden.ShouldBeProblem(HttpStatusCode.NotFound, "unknown-study");
        unknown.Text.ShouldBe(forbidden.Text);
    }

    [Theory]
    [InlineData("""{"title":"","status":"active","start":"2026-03-01","end":"2027-03-31"}""", "title")]
    [InlineData("""{"title":"T","status":"started","start":"2026-03-01","end":"2027-03-31"}""", "status")]
    [InlineData("""{"title":"T","status":"active","start":"2026-03-01","end":"2026-02-28"}""", "end")]
    [InlineData("""{"title":"T","status":"active","start":"1.3.2026","end":"2027-03-31"}""", "start")]
    [InlineData("""{"title":"T","status":"active","start":"2026-03-01","end":"2027-03-31","budget":3}""", "budget")]
    public async Task unless_something_is_wrong_with_it(string plan, string field)
    {
        (await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/sglt2", plan)).ShouldName(field);
        (await GetAs(PrivacyOfficer(), "/v1/studies/sglt2")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-study");
    }

    [Fact]
    public async Task and_a_finding_leads_back_to_its_patient_with_the_reason_in_the_trail()
    {
        var pseudonym = await Services.GetRequiredService<IStudyPseudonyms>().Of("study-1", TwinId.Parse("a"), default);
        var found = await Resolve($$"""{"pseudonym":"{{pseudonym.Value.ToLowerInvariant()}}","reason":"QT prolonged; the board decided to tell"}""");
        found.Status.ShouldBe(HttpStatusCode.OK, found.Text);
        found.Json.GetProperty("twinId").GetString().ShouldBe("a");
        var entry = Trail.Entries.Single(entry => entry.Route == "POST /v1/studies/{study}/resolve");
        (entry.Reason, entry.Caller.Subject, entry.Succeeded).ShouldBe(("QT prolonged; the board decided to tell", "officer-1", true));
        entry.Twins.ShouldBe([TwinId.Parse("a")]);
    }

    [Fact]
    public async Task and_whoever_has_no_reason_mistypes_or_asks_another_study_gets_nothing()
    {
        var pseudonym = (await Services.GetRequiredService<IStudyPseudonyms>().Of("study-1", TwinId.Parse("a"), default)).Value;
        var wrong = (pseudonym[0] == '0' ? '1' : '0') + pseudonym[1..];
        (await Resolve($$"""{"pseudonym":"{{pseudonym}}"}""")).ShouldName("reason");
        (await Resolve($$"""{"pseudonym":"{{wrong}}","reason":"r"}""")).ShouldName("pseudonym").Text.ShouldNotContain(wrong);
        await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/sglt2", Plan);
        (await Resolve($$"""{"pseudonym":"{{pseudonym}}","reason":"r"}""", "sglt2")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-pseudonym");
        (await Resolve($$"""{"pseudonym":"{{pseudonym}}","reason":"r"}""", "none")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-study");
        foreach (var token in (string[])[Researcher(), Clinician(), Operator(), Patient()])
            (await As(token, HttpMethod.Post, "/v1/studies/study-1/resolve", $$"""{"pseudonym":"{{pseudonym}}","reason":"r"}""")).ShouldBeProblem(HttpStatusCode.Forbidden, "not-permitted");
    }

    [Fact]
    public async Task and_once_its_key_is_destroyed_nothing_leads_back()
    {
        var pseudonym = (await Services.GetRequiredService<IStudyPseudonyms>().Of("study-1", TwinId.Parse("a"), default)).Value;
        var destroyed = await As(PrivacyOfficer(), HttpMethod.Delete, "/v1/studies/study-1/key");
        destroyed.Json.GetProperty("keyDestroyedAt").GetString().ShouldNotBeNullOrEmpty();
        (await Resolve($$"""{"pseudonym":"{{pseudonym}}","reason":"r"}""")).ShouldBeProblem(HttpStatusCode.Conflict, "study-closed");
        (await As(PrivacyOfficer(), HttpMethod.Put, "/v1/studies/study-1", Plan)).ShouldBeProblem(HttpStatusCode.Conflict, "study-closed");
        (await As(PrivacyOfficer(), HttpMethod.Delete, "/v1/studies/none/key")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-study");
    }

    private Task<Answer> Resolve(string body, string study = "study-1") => As(PrivacyOfficer(), HttpMethod.Post, $"/v1/studies/{study}/resolve", body);
}
