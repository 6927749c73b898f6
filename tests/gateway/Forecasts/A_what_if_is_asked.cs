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

    [Theory]
    [InlineData("bleeding", "800", ScenarioEventKind.Bleeding, 800, 0)]
    [InlineData("bleeding", """1.2,"unit":"L","durationMinutes":30""", ScenarioEventKind.Bleeding, 1200, 30)]
    [InlineData("transfusion", """500,"durationMinutes":20""", ScenarioEventKind.Transfusion, 500, 20)]
    [InlineData("pacing", "75", ScenarioEventKind.Pacing, 75, 0)]
    [InlineData("valveReplacement", """1.6,"unit":"cm2" """, ScenarioEventKind.ValveReplacement, 1.6, 0)]
    [InlineData("vascularResistance", """0.7,"durationMinutes":60""", ScenarioEventKind.VascularResistance, .7, 60)]
    [InlineData("contractility", "1.4", ScenarioEventKind.Contractility, 1.4, 0)]
    [InlineData("assistPump", "9000", ScenarioEventKind.AssistPump, 9000, 0)]
    [InlineData("exercise", """120,"durationMinutes":30""", ScenarioEventKind.Exercise, 120, 30)]
    public async Task of_the_heart(string kind, string amount, ScenarioEventKind expected, double value, double minutes) =>
        await Understood("systolic-pressure", Signal.SystolicPressure, kind, amount, expected, value, minutes);

    [Theory]
    [InlineData("altitude", """2.4,"unit":"km" """, ScenarioEventKind.Altitude, 2400, 0)]
    [InlineData("inspiredOxygen", """0.4,"unit":"1","durationMinutes":30""", ScenarioEventKind.InspiredOxygen, 40, 30)]
    [InlineData("opioid", "50", ScenarioEventKind.Opioid, 50, 0)]
    [InlineData("shunt", "30", ScenarioEventKind.Shunt, 30, 0)]
    public async Task of_the_lung(string kind, string amount, ScenarioEventKind expected, double value, double minutes) =>
        await Understood("oxygen-saturation", Signal.OxygenSaturation, kind, amount, expected, value, minutes);

    private async Task Understood(string slug, Signal signal, string kind, string amount, ScenarioEventKind expected, double value, double minutes)
    {
        var answer = await Post("/v1/twins/p1/whatif", $$"""{"signal":"{{slug}}","events":[{"kind":"{{kind}}","amount":{{amount}}}]}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        var scenario = Grid.Twin("p1").Imagined.ShouldNotBeNull();
        scenario.Signal.ShouldBe(signal);
        var planned = scenario.Events.ShouldHaveSingleItem();
        (planned.Kind, planned.Duration).ShouldBe((expected, TimeSpan.FromMinutes(minutes)));
        planned.Amount.ShouldBe(value, 1e-9);
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
    [InlineData("""{"signal":"heart-rate","events":[{"kind":"bleeding"}]}""", "events[0].amount")]
    [InlineData("""{"signal":"heart-rate","events":[{"kind":"bleeding","amount":4000}]}""", "events[0].amount")]
    [InlineData("""{"signal":"heart-rate","events":[{"kind":"bleeding","amount":500,"unit":"mmol"}]}""", "events[0].unit")]
    [InlineData("""{"signal":"heart-rate","events":[{"kind":"pacing","amount":20}]}""", "events[0].amount")]
    [InlineData("""{"signal":"heart-rate","events":[{"kind":"valveReplacement","amount":1.8,"durationMinutes":30}]}""", "events[0].durationMinutes")]
    [InlineData("""{"signal":"heart-rate","events":[{"kind":"vascularResistance","amount":0}]}""", "events[0].amount")]
    [InlineData("""{"signal":"heart-rate","events":[{"kind":"assistPump","amount":9000,"durationMinutes":0}]}""", "events[0].durationMinutes")]
    [InlineData("""{"signal":"oxygen-saturation","events":[{"kind":"altitude","amount":9000}]}""", "events[0].amount")]
    [InlineData("""{"signal":"oxygen-saturation","events":[{"kind":"inspiredOxygen","amount":15}]}""", "events[0].amount")]
    [InlineData("""{"signal":"oxygen-saturation","events":[{"kind":"opioid","amount":100}]}""", "events[0].amount")]
    [InlineData("""{"signal":"oxygen-saturation","horizon":"PT2H","events":[{"kind":"shunt","amount":20}]}""", "horizon")]
    public async Task a_wrong_field_is_named(string body, string field)
    {
        (await Post("/v1/twins/p1/whatif", body)).ShouldName(field);
        Grid.Twin("p1").Imagined.ShouldBeNull();
    }
}
