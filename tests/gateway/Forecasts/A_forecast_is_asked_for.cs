using System.Net;
using TwinGrid.Forecasts;

namespace TwinGrid.Gateway.Tests.Forecasts;

public sealed class A_forecast_is_asked_for : Gateway
{
    private TimeSpan _asked;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
        Grid.Twin("p1").Ahead = (signal, horizon) =>
        {
            _asked = horizon;
            return Samples.Forecast(signal, horizon, Noon);
        };
    }

    [Theory]
    [InlineData("signal=glucose", 240)]
    [InlineData("signal=99504-3&horizon=PT1H", 60)]
    [InlineData("signal=heart-rate", 1440)]
    [InlineData("signal=8867-4&horizon=90", 90)]
    [InlineData("signal=glucose&horizon=PT5M", 5)]
    [InlineData("signal=59408-5", 60)]
    public async Task quantiles_come_on_the_five_minute_grid(string query, int minutes)
    {
        var answer = await Get($"/v1/twins/p1/forecast?{query}");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        _asked.ShouldBe(TimeSpan.FromMinutes(minutes));
        answer.Json.GetProperty("stepMinutes").GetDouble().ShouldBe(5);
        answer.Json.GetProperty("levels").EnumerateArray().Select(l => l.GetDouble()).ShouldBe([.05, .25, .5, .75, .95]);
        answer.Json.GetProperty("quantiles").GetArrayLength().ShouldBe(5);
        answer.Json.GetProperty("quantiles")[4].GetArrayLength().ShouldBe(minutes / 5 + 1);
        answer.Json.GetProperty("dataAgeSeconds").GetDouble().ShouldBe(180);
        answer.Json.GetProperty("modelVersion").GetString().ShouldBe("uva-padova-1");
        answer.Json.GetProperty("declined").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task one_that_cannot_be_made_honestly_says_why()
    {
        Grid.Twin("p1").Ahead = (signal, _) => Forecast.Decline(signal, Noon, "uva-padova-1", TimeSpan.FromMinutes(12), "The newest glucose is 12 minutes old.");
        var answer = await Get("/v1/twins/p1/forecast?signal=glucose");
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Json.GetProperty("declined").GetString().ShouldBe("The newest glucose is 12 minutes old.");
        answer.Json.GetProperty("quantiles").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("", "signal")]
    [InlineData("signal=body-temperature", "signal")]
    [InlineData("signal=oxygen-saturation&horizon=PT2H", "horizon")]
    [InlineData("signal=mood", "signal")]
    [InlineData("signal=glucose&horizon=PT4H1M", "horizon")]
    [InlineData("signal=glucose&horizon=PT1M", "horizon")]
    [InlineData("signal=glucose&horizon=-PT1H", "horizon")]
    [InlineData("signal=glucose&horizon=soon", "horizon")]
    [InlineData("signal=glucose&horizon=NaN", "horizon")]
    [InlineData("signal=glucose&horizon=99999999999999999999999999", "horizon")]
    [InlineData("signal=heart-rate&horizon=P2D", "horizon")]
    public async Task a_wrong_question_names_the_field(string query, string field) => (await Get($"/v1/twins/p1/forecast?{query}")).ShouldName(field);

    [Fact]
    public async Task an_unknown_twin_has_none() => (await Get("/v1/twins/nobody/forecast?signal=glucose")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-twin");

    [Fact]
    public async Task a_grid_that_does_not_answer_is_said()
    {
        Grid.Twin("p1").Fault = new TimeoutException("secret inside");
        var answer = await Get("/v1/twins/p1/forecast?signal=glucose");
        answer.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "grid-unavailable");
        answer.Text.ShouldNotContain("secret");
        answer.Headers.RetryAfter.ShouldNotBeNull();
    }
}
