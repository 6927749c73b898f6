using System.Net;
using System.Text.Json;
using TwinGrid.Forecasts;

namespace TwinGrid.Gateway.Tests.Forecasts;

public sealed class A_model_is_compared_with_what_was_measured : Gateway
{
    private (DateTimeOffset From, DateTimeOffset To) _asked;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
        Grid.Twin("p1").Past = (signal, from, to) =>
        {
            _asked = (from, to);
            return new ModelCourse(signal, from, TimeSpan.FromMinutes(10), [71.5, double.NaN, 74.2512], "vital-trend/1");
        };
    }

    [Fact]
    public async Task its_course_has_the_grid_of_the_model_and_null_where_it_followed_nothing()
    {
        var answer = await Get("/v1/twins/p1/course?signal=heart-rate&from=2026-02-28T09:00:00Z&to=2026-02-28T10:00:00Z");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        _asked.ShouldBe((new(2026, 2, 28, 9, 0, 0, TimeSpan.Zero), new(2026, 2, 28, 10, 0, 0, TimeSpan.Zero)));
        answer.Json.GetProperty("stepMinutes").GetDouble().ShouldBe(10);
        answer.Json.GetProperty("unit").GetString().ShouldBe("/min");
        var values = answer.Json.GetProperty("values");
        values[0].GetDouble().ShouldBe(71.5);
        values[1].ValueKind.ShouldBe(JsonValueKind.Null);
        values[2].GetDouble().ShouldBe(74.25);
    }

    [Fact]
    public async Task the_last_day_is_meant_unless_said()
    {
        await Get("/v1/twins/p1/course?signal=heart-rate");
        (_asked.To - _asked.From).ShouldBe(TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData("", "signal")]
    [InlineData("signal=steps", "signal")]
    [InlineData("signal=glucose&from=yesterday", "from")]
    [InlineData("signal=glucose&from=2026-02-28T11:00:00Z&to=2026-02-28T10:00:00Z", "from")]
    public async Task a_wrong_question_names_the_field(string query, string field) => (await Get($"/v1/twins/p1/course?{query}")).ShouldName(field);

    [Fact]
    public async Task an_unknown_twin_has_none() => (await Get("/v1/twins/nobody/course?signal=glucose")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");
}
