using System.Net;
using NSubstitute;
using TwinGrid.Access;

namespace TwinGrid.Gateway.Tests.Accesses;

public sealed class A_patient_asks_who_looked : Gateway
{
    private static readonly AccessNote Looked = new(
        "gateway", 7, Noon, "dr-5", "clinician", "ward-app", "care", "GET /v1/twins/{id}/forecast", ["forecasts"], true, "care-team", null, ["uva-padova-t1/1"]);

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
    }

    [Fact]
    public async Task it_is_told_who_when_why_what_how_often_and_by_which_model()
    {
        Grid.Book("p1").Read(null, 100).Returns(new AccessPage([new AccessRow(Looked, Noon.AddMinutes(40), 3, ["uva-padova-t1/1"])], "7fff-0a"));
        await Grid.Consent("p1").BreakGlass("dr-9", "unconscious");
        var answer = (await Get("/v1/twins/p1/accesses")).Json;
        var row = answer.GetProperty("accesses")[0];
        ((string[])["by", "role", "purpose", "what", "ground", "firstAt", "lastAt"]).Select(field => row.GetProperty(field).GetString())
            .ShouldBe(["dr-5", "clinician", "care", "GET /v1/twins/{id}/forecast", "care-team", "2026-03-01T12:00:00Z", "2026-03-01T12:40:00Z"]);
        (row.GetProperty("times").GetInt32(), row.GetProperty("given").GetBoolean(), row.GetProperty("models")[0].GetString()).ShouldBe((3, true, "uva-padova-t1/1"));
        answer.GetProperty("brokenGlasses")[0].GetProperty("reason").GetString().ShouldBe("unconscious");
        answer.GetProperty("next").GetString().ShouldBe("7fff-0a");
    }

    [Fact]
    public async Task it_goes_on_where_the_page_before_ended()
    {
        Grid.Book("p1").Read("7fff-0a", 5).Returns(new AccessPage([new AccessRow(Looked, Noon, 1, [])], null));
        (await Get("/v1/twins/p1/accesses?after=7fff-0a&limit=5")).Json.GetProperty("accesses").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [InlineData("after=DROP TABLE", "after")]
    [InlineData("limit=0", "limit")]
    public async Task what_is_wrong_is_named(string query, string field) => (await Get($"/v1/twins/p1/accesses?{query}")).ShouldName(field);

    [Fact]
    public async Task an_unknown_twin_has_no_book() => (await Get("/v1/twins/nobody/accesses")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
}
