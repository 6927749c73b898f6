using System.Net;
using TwinGrid.Access;
using TwinGrid.Gateway.Tests.Access;

namespace TwinGrid.Gateway.Tests.Summaries;

public sealed class Somebody_asks_for_a_record : Identified
{
    [Fact]
    public async Task it_is_the_patients_own_and_his_care_teams_and_stands_in_the_trail()
    {
        (await GetAs(Patient(), "/v1/twins/a/record")).Status.ShouldBe(HttpStatusCode.OK);
        (await GetAs(Clinician(), "/v1/twins/a/record")).Status.ShouldBe(HttpStatusCode.OK);
        Trail.Entries.Last().Route.ShouldBe("GET /v1/twins/{id}/record");
        (await GetAs(Patient("b"), "/v1/twins/a/record")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await GetAs(Clinician("ward-2"), "/v1/twins/a/record")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await GetAs(Researcher(), "/v1/twins/a/record")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAs(Patient(scope: "patient/Patient.r"), "/v1/twins/a/record")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await GetAs(null, "/v1/twins/a/record")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await GetAs(null, "/twins/a/record")).Text.ShouldNotContain("Patient summary");
    }

    [Fact]
    public async Task what_the_consent_keeps_back_is_named_as_withheld()
    {
        Verdicts.Rule = request => Usual(request) && (request.Data & (DataClass.Medication | DataClass.Vitals)) == DataClass.None;
        var answer = await GetAs(Clinician(), "/v1/twins/a/record");
        var sections = answer.Json.GetProperty("entry")[0].GetProperty("resource").GetProperty("section").EnumerateArray().ToDictionary(section => section.GetProperty("title").GetString()!, section => section, StringComparer.Ordinal);
        foreach (var title in (string[])["Medication", "Immunizations", "Vital signs, newest", "Laboratory results"])
            sections[title].GetProperty("emptyReason").GetProperty("coding")[0].GetProperty("code").GetString().ShouldBe("withheld", title);
        sections["Problems"].GetProperty("emptyReason").GetProperty("coding")[0].GetProperty("code").GetString().ShouldBe("unavailable");
    }
}
