using System.Net;
using NSubstitute;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Twins;

public sealed class A_twins_past_is_asked_for : Gateway
{
    [Fact]
    public async Task the_answer_is_as_of_the_instant_and_ages_count_from_it()
    {
        await Registered();
        var then = Noon.AddHours(-2);
        var profile = (await Grid.Twin("p1").Profile())!;
        Grid.Known = (id, asOf) => new PastGlance(
            new TwinGlance(TwinId.Parse(id), profile, [new LatestSign(Signal.HeartRate, 64, asOf.AddSeconds(-30), "monitor", default, null, null)], [], [], [], [], null, new LogPosition(0, 7)), asOf.AddDays(-1));
        var json = (await Get("/v1/twins/p1?asOf=2026-03-01T10:00:00Z")).Json;
        json.GetProperty("asOf").GetDateTimeOffset().ShouldBe(then);
        json.GetProperty("latest")[0].GetProperty("ageSeconds").GetDouble().ShouldBe(30);
        json.GetProperty("appliedTo").GetProperty("offset").GetInt64().ShouldBe(7);
    }

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-03-01T10:00:00")]
    [InlineData("2999-01-01T00:00:00Z")]
    public async Task an_instant_that_cannot_be_one_or_has_not_come_is_refused_by_name(string asOf)
    {
        await Registered();
        (await Get($"/v1/twins/p1?asOf={asOf}")).ShouldName("asOf");
    }

    [Fact]
    public async Task before_anything_was_known_the_earliest_instant_is_said()
    {
        await Registered();
        Grid.Known = (_, _) => new PastGlance(null, Noon.AddHours(-1));
        var answer = (await Get("/v1/twins/p1?asOf=2026-01-01T00:00:00Z")).ShouldBeProblem(HttpStatusCode.NotFound, "not-known-then");
        answer.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("2026-03-01T11:00:00Z");
        answer.WrongFields.ShouldBe(["asOf"]);
    }

    [Fact]
    public async Task a_stranger_has_no_past() => (await Get("/v1/twins/nobody?asOf=2026-01-01T00:00:00Z")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");

    [Fact]
    public async Task a_hash_of_the_state_is_answered_only_where_it_was_asked_for()
    {
        await Registered();
        (await Get("/v1/twins/p1?include=stateHash")).Json.GetProperty("stateHash").GetString().ShouldBe("7e57");
        (await Get("/v1/twins/p1")).Json.TryGetProperty("stateHash", out _).ShouldBeFalse();
        (await Get("/v1/twins/p1?include=everything")).ShouldName("include");
        (await Get("/v1/twins/p1?include=stateHash&asOf=2026-01-01T00:00:00Z")).ShouldName("include");
    }

    [Fact]
    public async Task twins_that_differ_from_their_log_are_named_with_the_part()
    {
        await Registered();
        Grid.Verifier.Verify("p1").Returns(new VerifyReport(0, [new TwinDifference("p1", "heart", "Oxygen = 1", null)], []));
        var json = (await Post("/v1/verifications?twin=p1", "")).Json;
        json.GetProperty("equal").GetInt32().ShouldBe(0);
        json.GetProperty("differing")[0].GetProperty("twinId").GetString().ShouldBe("p1");
        json.GetProperty("differing")[0].GetProperty("part").GetString().ShouldBe("heart");
        (await Post("/v1/verifications?twin=nobody", "")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
        (await Post("/v1/verifications?twin=no%20body", "")).ShouldName("twin");
    }
}
