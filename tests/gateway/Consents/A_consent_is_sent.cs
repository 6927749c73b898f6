using System.Net;
using NSubstitute;
using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Consents;

public sealed class A_consent_is_sent : Gateway
{
    private const string Path = "/v1/twins/p1/consent";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
    }

    [Fact]
    public async Task it_is_read_back_as_it_was_filed()
    {
        var before = await Get(Path);
        (before.Json.GetProperty("version").GetInt32(), before.Json.GetProperty("status").GetString()).ShouldBe((0, "none"));
        var filed = await Put(Path, """
            {"provision":[{"type":"permit","purpose":["research","public-health"],"actor":[{"kind":"study","id":"s1"}],"dataClass":["vitals","genome"],
              "period":{"start":"2026-03-01T09:00:00+09:00","end":"2027-03-01T00:00:00Z"},"provision":[{"dataClass":["genome"],"provision":[{"actor":[{"kind":"person","id":"r-1"}]}]}]}]}
            """);
        filed.Status.ShouldBe(HttpStatusCode.OK, filed.Text);
        filed.Headers.ETag!.Tag.ShouldBe("\"1\"");
        var read = await Get(Path);
        read.Text.ShouldBe(filed.Text);
        var provision = read.Json.GetProperty("provision")[0];
        provision.GetProperty("purpose").EnumerateArray().Select(word => word.GetString()).ShouldBe(["research", "public-health"]);
        provision.GetProperty("period").GetProperty("start").GetString().ShouldBe("2026-03-01T00:00:00Z");
        provision.GetProperty("provision")[0].GetProperty("type").GetString().ShouldBe("deny");
        provision.GetProperty("provision")[0].GetProperty("provision")[0].GetProperty("type").GetString().ShouldBe("permit");
    }

    [Theory]
    [InlineData("""{}""", "provision")]
    [InlineData("""{"status":"maybe","provision":[]}""", "status")]
    [InlineData("""{"provision":[{"purpose":["care"]}]}""", "provision[0].type")]
    [InlineData("""{"provision":[{"type":"permit"}]}""", "provision[0].purpose")]
    [InlineData("""{"provision":[{"type":"permit","purpose":[]}]}""", "provision[0].purpose")]
    [InlineData("""{"provision":[{"type":"permit","purpose":["profit"]}]}""", "provision[0].purpose")]
    [InlineData("""{"provision":[{"type":"deny","dataClass":["everything"]}]}""", "provision[0].dataClass")]
    [InlineData("""{"provision":[{"type":"deny","actor":[{"kind":"study"}]}]}""", "provision[0].actor[0].id")]
    [InlineData("""{"provision":[{"type":"deny","actor":[]}]}""", "provision[0].actor")]
    [InlineData("""{"provision":[{"type":"deny","period":{"start":"2026-03-02T00:00:00Z","end":"2026-03-01T00:00:00Z"}}]}""", "provision[0].period.end")]
    [InlineData("""{"provision":[{"type":"deny","provision":[{"type":"deny"}]}]}""", "provision[0].provision[0].type")]
    [InlineData("""{"provision":[{"type":"deny","until":"tomorrow"}]}""", "provision[0].until")]
    [InlineData("""{"provision":[{"type":"deny","provision":[{"provision":[{"provision":[{"provision":[{"provision":[{}]}]}]}]}]}]}""", "provision[0].provision[0].provision[0].provision[0].provision[0].provision")]
    public async Task what_is_wrong_with_it_is_named_and_nothing_is_filed(string body, string field)
    {
        (await Put(Path, body)).ShouldName(field);
        (await Get(Path)).Json.GetProperty("version").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task one_that_was_replaced_in_between_must_be_read_again()
    {
        await Put(Path, """{"provision":[]}""");
        using var request = new HttpRequestMessage(HttpMethod.Put, Path) { Content = Json("""{"provision":[{"type":"deny"}]}""") };
        request.Headers.TryAddWithoutValidation("If-Match", "\"0\"");
        (await Answer.Of(Http.SendAsync(request))).ShouldBeProblem(HttpStatusCode.PreconditionFailed, "stale-version");
        (await Get(Path)).Json.GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task a_withdrawal_needs_no_provisions_and_earlier_versions_are_read_again()
    {
        await Put(Path, """{"provision":[{"type":"permit","purpose":["research"]}]}""");
        (await Put(Path, """{"status":"inactive"}""")).Json.GetProperty("status").GetString().ShouldBe("inactive");
        (await Get(Path + "?version=1")).Json.GetProperty("provision").GetArrayLength().ShouldBe(1);
        (await Get(Path + "?version=3")).ShouldName("version");
    }

    [Fact]
    public async Task care_teams_are_set_and_listed()
    {
        (await Put("/v1/twins/p1/care-teams/ward-7", "")).Json.GetProperty("careTeams")[0].GetString().ShouldBe("ward-7");
        (await Put("/v1/twins/p1/care-teams/ward~7", "")).ShouldName("team");
        (await Answer.Of(Http.DeleteAsync("/v1/twins/p1/care-teams/ward-7"))).Json.GetProperty("careTeams").GetArrayLength().ShouldBe(0);
        (await Get("/v1/twins/p1/care-teams")).Json.GetProperty("careTeams").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"reason":" "}""")]
    public async Task a_glass_is_not_broken_without_a_reason(string body)
    {
        (await Post("/v1/twins/p1/break-glass", body)).ShouldName("reason");
        (await Grid.Consent("p1").Glasses()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("GET", "consent")]
    [InlineData("PUT", "consent")]
    [InlineData("GET", "care-teams")]
    [InlineData("PUT", "care-teams/ward-7")]
    [InlineData("DELETE", "care-teams/ward-7")]
    [InlineData("POST", "break-glass")]
    public async Task an_unknown_twin_has_none(string method, string what)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/v1/twins/nobody/{what}");
        if (method is "PUT" or "POST") request.Content = Json("""{"provision":[]}""");
        if (method == "POST") request.Content = Json("""{"reason":"unconscious"}""");
        (await Answer.Of(Http.SendAsync(request))).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await Grid.Consent("nobody").Glasses()).ShouldBeEmpty();
    }

    [Fact]
    public async Task the_privacy_officer_reviews_what_was_broken()
    {
        var notice = new GlassNotice(TwinId.Parse("p1"), new BrokenGlass("g1", "dr-5", "unconscious", Noon, Noon.AddHours(1)));
        Grid.Privacy.Notices(100).Returns([notice]);
        Grid.Privacy.Review("g1", Arg.Any<string>(), "justified").Returns(call => notice with { ReviewedBy = call.ArgAt<string>(1), ReviewedAt = Noon, Finding = "justified" });
        (await Get("/v1/privacy/notices")).Json.GetProperty("notices")[0].GetProperty("glass").GetProperty("reason").GetString().ShouldBe("unconscious");
        (await Post("/v1/privacy/notices/g1/review", """{"finding":"justified"}""")).Json.GetProperty("reviewedBy").GetString().ShouldBe("development-operator");
        (await Post("/v1/privacy/notices/g1/review", """{}""")).ShouldName("finding");
        (await Post("/v1/privacy/notices/g2/review", """{"finding":"justified"}""")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-notice");
    }
}
