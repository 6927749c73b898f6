using System.Net;
using TwinGrid.Forecasts;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Tests.Forecasts;

public sealed class A_what_if_is_asked : Gateway
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
        Grid.Twin("p1").Ahead = (signal, horizon) => Samples.Forecast(signal, horizon, Noon);
    }

    [Fact]
    public async Task baseline_and_scenario_come_side_by_side()
    {
        var answer = await Post("/v1/twins/p1/whatif", """
            {"signal":"glucose","horizon":"PT3H","events":[
              {"kind":"meal","afterMinutes":15,"amount":60},{"kind":"insulin","amount":4500,"unit":"m[iU]"},
              {"kind":"exercise","afterMinutes":60,"amount":130,"durationMinutes":30},{"kind":"skippedDose","durationMinutes":90}]}
            """);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("baseline").GetProperty("quantiles")[0].GetArrayLength().ShouldBe(37);
        answer.Json.GetProperty("scenario").GetProperty("quantiles")[0].GetArrayLength().ShouldBe(37);
        var scenario = Grid.Twin("p1").Imagined!;
        scenario.Signal.ShouldBe(Signal.Glucose);
        scenario.Horizon.ShouldBe(TimeSpan.FromHours(3));
        scenario.Events.ShouldBe(
        [
            new ScenarioEvent(ScenarioEventKind.Meal, TimeSpan.FromMinutes(15), 60, TimeSpan.Zero),
            new ScenarioEvent(ScenarioEventKind.Insulin, TimeSpan.Zero, 4.5, TimeSpan.Zero),
            new ScenarioEvent(ScenarioEventKind.Exercise, TimeSpan.FromMinutes(60), 130, TimeSpan.FromMinutes(30)),
            new ScenarioEvent(ScenarioEventKind.SkippedDose, TimeSpan.Zero, 0, TimeSpan.FromMinutes(90)),
        ]);
    }

    [Fact]
    public async Task glucose_over_its_whole_horizon_is_meant_unless_said()
    {
        await Post("/v1/twins/p1/whatif", """{"events":[{"kind":"meal","amount":60}]}""");
        Grid.Twin("p1").Imagined.ShouldNotBeNull().Horizon.ShouldBe(TimeSpan.FromHours(4));
    }

    [Theory]
    [InlineData("""{"events":[]}""", "events")]
    [InlineData("""{}""", "events")]
    [InlineData("""{"signal":"steps","events":[{"kind":"meal","amount":60}]}""", "signal")]
    [InlineData("""{"horizon":241,"events":[{"kind":"meal","amount":60}]}""", "horizon")]
    [InlineData("""{"horizon":true,"events":[{"kind":"meal","amount":60}]}""", "horizon")]
    [InlineData("""{"events":[{"kind":"feast","amount":60}]}""", "events[0].kind")]
    [InlineData("""{"events":[{"kind":"meal"}]}""", "events[0].amount")]
    [InlineData("""{"events":[{"kind":"meal","amount":0}]}""", "events[0].amount")]
    [InlineData("""{"events":[{"kind":"meal","amount":60},{"kind":"meal","amount":501}]}""", "events[1].amount")]
    [InlineData("""{"events":[{"kind":"insulin","amount":101}]}""", "events[0].amount")]
    [InlineData("""{"events":[{"kind":"insulin","amount":5,"unit":"mg"}]}""", "events[0].unit")]
    [InlineData("""{"events":[{"kind":"meal","amount":60,"afterMinutes":-1}]}""", "events[0].afterMinutes")]
    [InlineData("""{"events":[{"kind":"meal","amount":60,"afterMinutes":241}]}""", "events[0].afterMinutes")]
    [InlineData("""{"events":[{"kind":"meal","amount":60,"durationMinutes":5}]}""", "events[0].durationMinutes")]
    [InlineData("""{"events":[{"kind":"exercise","amount":130}]}""", "events[0].durationMinutes")]
    [InlineData("""{"events":[{"kind":"skippedDose","durationMinutes":60,"amount":1}]}""", "events[0].amount")]
    public async Task a_wrong_field_is_named(string body, string field)
    {
        (await Post("/v1/twins/p1/whatif", body)).ShouldName(field);
        Grid.Twin("p1").Imagined.ShouldBeNull();
    }
}
