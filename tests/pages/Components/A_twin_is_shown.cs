using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Pages.Twins;
using TwinGrid.Pages.Tests.Fakes;
using TwinGrid.Vitals;

namespace TwinGrid.Pages.Tests.Components;

public sealed class A_twin_is_shown : Bench
{
    [Fact]
    public void the_header_shows_value_change_trend_and_age()
    {
        var tile = Open().Find("[data-testid=tile-glucose]");
        tile.QuerySelector("[data-testid=value]")!.TextContent.ShouldBe("84");
        tile.QuerySelector("[data-testid=change]")!.TextContent.ShouldBe("−12");
        tile.QuerySelector("[role=img]")!.GetAttribute("aria-label").ShouldBe("falling fast");
        tile.QuerySelector("time")!.TextContent.ShouldBe("2 min ago");
    }

    [Fact]
    public void systolic_and_diastolic_pressure_stand_together() =>
        Open().Find("[data-testid=tile-systolic-pressure] [data-testid=value]").TextContent.ShouldBe("138/86");

    [Fact]
    public void an_old_value_is_called_old()
    {
        var page = Open();
        page.Find("[data-testid=tile-body-temperature] [data-testid=stale]").TextContent.ShouldContain("old");
        page.FindAll("[data-testid=tile-glucose] [data-testid=stale]").ShouldBeEmpty();
        Time.Advance(TimeSpan.FromMinutes(14));
        page.WaitForAssertion(() => page.FindAll("[data-testid=tile-glucose] [data-testid=stale]").Count.ShouldBe(1), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void every_open_alert_can_be_acted_on()
    {
        var page = Open();
        page.FindAll("[data-testid=alert]").Count.ShouldBe(2);
        page.Find("[data-alert=a-low] [data-testid=escalate]").Click();
        Ward.Commands.ShouldHaveSingleItem().ShouldBe(new AlertCommand("a-low", AlertAction.Escalate, "development operator", null, null));
        page.WaitForAssertion(() => page.Find("[data-alert=a-low] [data-testid=alert-state]").TextContent.ShouldBe("Escalated"), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void a_resolved_alert_leaves()
    {
        var page = Open();
        page.Find("[data-alert=a-low] [data-testid=resolve]").Click();
        page.WaitForAssertion(() => page.FindAll("[data-alert=a-low]").ShouldBeEmpty(), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void a_what_if_shows_baseline_and_simulation_side_by_side()
    {
        var page = Open();
        page.Find("[data-testid=what-if-insulin]").Input("3");
        page.Find("[data-testid=what-if]").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=what-if-result]").TextContent.ShouldContain("3 IU"), TimeSpan.FromSeconds(30));
        Ward.Scenarios.ShouldHaveSingleItem().Events.ShouldHaveSingleItem().ShouldBe(new ScenarioEvent(ScenarioEventKind.Insulin, TimeSpan.Zero, 3, TimeSpan.Zero));
        page.Find("[data-testid=legend-simulation]").TextContent.ShouldContain("simulation");
    }

    [Fact]
    public void bleeding_is_imagined_for_rate_and_pressures()
    {
        var page = Open();
        page.Find("[data-testid=what-if-about-heart]").Click();
        page.Find("[data-testid=what-if-kind]").Change("Transfusion");
        page.Find("[data-testid=what-if-amount]").Input("750");
        page.Find("[data-testid=what-if]").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=what-if-result]").TextContent.ShouldContain("Blood or fluid given 750 mL"), TimeSpan.FromSeconds(30));
        Ward.Scenarios.Select(scenario => scenario.Signal).ShouldBe([Signal.HeartRate, Signal.SystolicPressure, Signal.DiastolicPressure]);
        Ward.Scenarios.ShouldAllBe(scenario => scenario.Events.Single() == new ScenarioEvent(ScenarioEventKind.Transfusion, TimeSpan.Zero, 750, TimeSpan.Zero));
        page.Find("[data-testid=what-if-systolic-pressure]").TextContent.ShouldContain("1 h");
    }

    [Fact]
    public void oxygen_is_imagined_for_an_hour_of_breathing()
    {
        var page = Open();
        page.Find("[data-testid=what-if-about-lung]").Click();
        page.Find("[data-testid=what-if]").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=what-if-oxygen-saturation]").TextContent.ShouldContain("15 min"), TimeSpan.FromSeconds(30));
        Ward.Scenarios.ShouldAllBe(scenario => scenario.Horizon == TimeSpan.FromHours(1) && scenario.Events.Single().Kind == ScenarioEventKind.InspiredOxygen);
    }

    [Fact]
    public void an_amount_nobody_bears_is_refused_before_it_is_asked()
    {
        var page = Open();
        page.Find("[data-testid=what-if-about-heart]").Click();
        page.Find("[data-testid=what-if-kind]").Change("Exercise");
        page.Find("[data-testid=what-if-minutes]").Input("");
        page.Find("[data-testid=what-if]").Submit();
        page.Find("[data-testid=what-if-refused]").TextContent.ShouldContain("how long");
        Ward.Scenarios.ShouldBeEmpty();
    }

    [Fact]
    public void a_declined_what_if_says_why()
    {
        Ward.DeclineWith = "the newest glucose is 22 min old";
        var page = Open();
        page.Find("[data-testid=what-if-meal]").Input("40");
        page.Find("[data-testid=what-if]").Submit();
        page.WaitForAssertion(() => page.Find("[data-testid=what-if-refused]").TextContent.ShouldBe("No simulation: the newest glucose is 22 min old"), TimeSpan.FromSeconds(30));
        page.FindAll("[data-testid=what-if-result]").ShouldBeEmpty();
    }

    [Fact]
    public void an_empty_what_if_asks_for_something()
    {
        var page = Open();
        page.Find("[data-testid=what-if]").Submit();
        page.Find("[data-testid=what-if-refused]").TextContent.ShouldBe("Enter a meal or insulin.");
        Ward.Scenarios.ShouldBeEmpty();
    }

    [Fact]
    public void a_silent_grid_leaves_the_last_picture_and_says_so()
    {
        var page = Open();
        Ward.Break(new TimeoutException("the silo is away"));
        Ward.Change("low-1", glance => glance);
        Breathe();
        page.WaitForAssertion(() => page.Find("[data-testid=grid-silent]").TextContent.ShouldContain("may be old"), TimeSpan.FromSeconds(30));
        page.Find("[data-testid=tile-glucose] [data-testid=value]").TextContent.ShouldBe("84");
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("no such id!")]
    public void an_unknown_twin_is_not_found(string id)
    {
        var found = true;
        Services.GetRequiredService<NavigationManager>().OnNotFound += (_, _) => found = false;
        Render<TwinPage>(page => page.Add(p => p.Id, id));
        found.ShouldBeFalse();
    }

    [Fact]
    public void organs_show_what_they_believe_with_its_uncertainty()
    {
        var organ = Open().Find("[data-testid=organ-metabolism]");
        organ.TextContent.ShouldContain("Insulin sensitivity");
        organ.TextContent.ShouldContain("± 0.00018");
    }

    [Fact]
    public void drugs_of_the_record_stand_with_the_organ_they_act_on_and_who_says_so()
    {
        Ward.Put(People.LowGlucose("low-1", Now) with
        {
            Drugs = [new("metoprolol", "heart", "100 mg a day", "expected heart rate -18 %", "Lund-Johansen 1979"), new("opioid", null, "no dose is told", "is shown; no model uses it", null)],
        });
        var page = Render<TwinPage>(one => one.Add(p => p.Id, "low-1"));
        var drug = page.Find("[data-testid=drug-metoprolol]").TextContent;
        drug.ShouldContain("metoprolol → Heart");
        (drug.Contains("100 mg a day", StringComparison.Ordinal) && drug.Contains("-18 %", StringComparison.Ordinal) && drug.Contains("Lund-Johansen", StringComparison.Ordinal)).ShouldBeTrue(drug);
        page.Find("[data-testid=drug-opioid]").TextContent.ShouldNotContain("→");
        Open().FindAll("[data-testid^=drug-]").ShouldBeEmpty();
    }

    private IRenderedComponent<TwinPage> Open()
    {
        Ward.Put(People.LowGlucose("low-1", Now));
        return Render<TwinPage>(page => page.Add(p => p.Id, "low-1"));
    }
}
