using Bunit;
using TwinGrid.Gateway.Pages.Worklist;
using TwinGrid.Pages.Tests.Fakes;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using TwinGrid.Alerts;
using TwinGrid.Watch;
using WorklistPage = TwinGrid.Gateway.Pages.Worklist.WorklistPage;

namespace TwinGrid.Pages.Tests.Components;

public sealed class A_worklist_is_shown : Bench
{
    [Fact]
    public void without_twins_it_says_how_to_register_one() =>
        Render<WorklistPage>().Find("[data-testid=empty-ward]").TextContent.ShouldContain("curl -X PUT http");

    [Fact]
    public void severity_is_said_by_mark_and_word_not_by_colour_alone()
    {
        Ward.Put(People.Deteriorating("sepsis-1", Now));
        var severity = Render<WorklistPage>().Find("[data-testid=row] [data-testid=severity]");
        severity.TextContent.ShouldContain("!!!");
        severity.TextContent.ShouldContain("High");
    }

    [Fact]
    public void twins_are_counted_by_their_worst_alert()
    {
        Populate();
        var page = Render<WorklistPage>();
        page.Find("[data-testid=filter-all]").TextContent.ShouldContain("4");
        page.Find("[data-testid=filter-high]").TextContent.ShouldContain("2");
        page.Find("[data-testid=filter-medium]").TextContent.ShouldContain("1");
        page.Find("[data-testid=filter-low]").TextContent.ShouldContain("0");
        page.Find("[data-testid=filter-none]").TextContent.ShouldContain("1");
    }

    [Fact]
    public void a_filter_leaves_only_what_fits()
    {
        Populate();
        var page = Render<WorklistPage>();
        page.Find("[data-testid=filter-medium]").Click();
        Twins(page).ShouldBe(["silent-1"]);
        page.Find("[data-testid=filter-none]").Click();
        Twins(page).ShouldBe(["quiet-1"]);
    }

    [Fact]
    public void ages_go_on_by_themselves()
    {
        Ward.Put(People.LowGlucose("low-1", Now));
        var page = Render<WorklistPage>();
        page.Find("[data-testid=sign-glucose] time").TextContent.ShouldBe("2 min");
        Time.Advance(TimeSpan.FromMinutes(1));
        page.WaitForAssertion(() => page.Find("[data-testid=sign-glucose] time").TextContent.ShouldBe("3 min"), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void an_alert_somebody_took_names_its_owner()
    {
        Ward.Put(People.Deteriorating("sepsis-1", Now));
        var page = Render<WorklistPage>();
        page.Find("[data-testid=acknowledge]").Click();
        Breathe();
        page.WaitForAssertion(() => page.Find("[data-testid=owner]").TextContent.ShouldContain("development operator"), TimeSpan.FromSeconds(30));
        page.FindAll("[data-testid=acknowledge]").ShouldBeEmpty();
    }

    [Fact]
    public void a_refusal_is_said_and_changes_nothing()
    {
        Ward.Put(People.Deteriorating("sepsis-1", Now));
        Ward.RefuseWith = "It is resolved already.";
        var page = Render<WorklistPage>();
        page.Find("[data-testid=acknowledge]").Click();
        Said.ShouldHaveSingleItem().ShouldBe("Not done: It is resolved already.");
        page.Find("[data-testid=alert-state]").TextContent.ShouldBe("Unacknowledged");
    }

    [Fact]
    public void a_grid_that_does_not_answer_an_action_is_said()
    {
        Ward.Put(People.Deteriorating("sepsis-1", Now));
        var page = Render<WorklistPage>();
        Ward.Break(new TimeoutException("the silo is away"));
        page.Find("[data-testid=acknowledge]").Click();
        Said.ShouldHaveSingleItem()!.ShouldStartWith("The grid did not answer");
    }

    [Fact]
    public void a_silent_desk_is_said()
    {
        Ward.Put(People.Quiet("quiet-1", Now));
        Ward.Silence(true);
        Render<WorklistPage>().Find("[data-testid=desks-silent]").TextContent.ShouldContain("may be old");
    }

    [Fact]
    public void a_score_without_all_parameters_is_only_a_lower_bound()
    {
        Ward.Put(People.Quiet("quiet-1", Now) with { Latest = [People.Sign(Signal.HeartRate, 70, Now, Trend.Steady, 0)] });
        Render<WorklistPage>().Find("[data-testid=news2]").TextContent.ShouldContain("≥ 0");
    }

    [Fact]
    public void thousands_of_twins_are_not_drawn_at_once()
    {
        Ward.Fill(Enumerable.Range(0, 5000).Select(i => People.Quiet($"demo-{i:0000}", Now)));
        Render<WorklistPage>().FindAll("[data-testid=row]").Count.ShouldBeLessThan(200);
    }

    private void Populate()
    {
        Ward.Put(People.Quiet("quiet-1", Now));
        Ward.Put(People.Silent("silent-1", Now));
        Ward.Put(People.LowGlucose("low-1", Now));
        Ward.Put(People.Deteriorating("sepsis-1", Now));
    }

    private static IEnumerable<string?> Twins(IRenderedComponent<WorklistPage> page) => page.FindAll("[data-testid=row]").Select(row => row.GetAttribute("data-twin"));
}

public sealed class The_visitor_points_at_the_list
{
    private readonly Microsoft.Extensions.Time.Testing.FakeTimeProvider _time = new();

    [Fact]
    public void rows_stay_where_they_are_and_values_change()
    {
        var order = new HeldOrder(_time);
        order.Arrange([Row("a", 2), Row("b", 1)]);
        order.Touch();
        Ids(order.Arrange([Row("b", 9), Row("a", 2)])).ShouldBe(["a", "b"]);
        order.IsBehind.ShouldBeTrue();
    }

    [Fact]
    public void the_order_is_held_for_a_while_only()
    {
        var order = new HeldOrder(_time);
        order.Arrange([Row("a", 2), Row("b", 1)]);
        order.Touch();
        _time.Advance(HeldOrder.HeldFor);
        Ids(order.Arrange([Row("b", 9), Row("a", 2)])).ShouldBe(["b", "a"]);
        order.IsBehind.ShouldBeFalse();
    }

    [Fact]
    public void new_twins_come_last_and_gone_ones_go()
    {
        var order = new HeldOrder(_time);
        order.Arrange([Row("a", 2), Row("b", 1)]);
        order.Touch();
        Ids(order.Arrange([Row("c", 9), Row("b", 1)])).ShouldBe(["b", "c"]);
    }

    private static TwinRow Row(string id, double urgency) => new(TwinId.Parse(id), urgency, null, [], null, 0, null, 1, null);

    private static IEnumerable<string> Ids(IReadOnlyList<TwinRow> rows) => rows.Select(row => row.TwinId.Value);
}
