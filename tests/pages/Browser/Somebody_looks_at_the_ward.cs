using TwinGrid.Alerts;
using TwinGrid.Pages.Tests.Fakes;
using TwinGrid.Vitals;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.Pages.Tests.Browser;

public sealed class Somebody_looks_at_the_ward(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableFact]
    public async Task the_most_urgent_twin_stands_first_and_rows_change_by_themselves()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/");
        await Expect(visitor.Find("row").First).ToHaveAttributeAsync("data-twin", "sepsis-1");
        await Expect(visitor.Row("low-1").GetByTestId("sign-glucose")).ToContainTextAsync("84");

        host.Ward.Change("low-1", glance => glance with { Latest = [People.Sign(Signal.Glucose, 71, host.Ward.Now, Trend.FallingFast, -13)] });

        await Expect(visitor.Row("low-1").GetByTestId("sign-glucose")).ToContainTextAsync("71");
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task an_alert_is_acknowledged_from_its_row()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/");

        await visitor.Row("sepsis-1").GetByTestId("acknowledge").ClickAsync();

        await Expect(visitor.Row("sepsis-1").GetByTestId("alert-state")).ToHaveTextAsync("Acknowledged");
        host.Ward.Commands.ShouldHaveSingleItem().ShouldBe(new AlertCommand("sepsis-1-news2", AlertAction.Acknowledge, "development operator", null, null));
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task an_alert_is_snoozed_by_keyboard_alone()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/");

        await visitor.Row("sepsis-1").GetByTestId("snooze").FocusAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");
        await Expect(visitor.Find("snooze-15")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("ArrowDown");
        await Expect(visitor.Find("snooze-30")).ToBeFocusedAsync();
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Row("sepsis-1").GetByTestId("alert-state")).ToHaveTextAsync("Snoozed");
        var until = host.Ward.Commands.ShouldHaveSingleItem().Until.ShouldNotBeNull();
        (until - host.Ward.Now).ShouldBeInRange(TimeSpan.FromMinutes(25), TimeSpan.FromMinutes(30));
    }

    [SkippableFact]
    public async Task a_twins_page_shows_its_values_and_charts_and_changes_by_itself()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/");
        await visitor.Row("low-1").GetByTestId("twin-link").ClickAsync();
        await Expect(visitor.Find("tile-glucose").GetByTestId("value")).ToHaveTextAsync("84");
        await Expect(visitor.Find("chart").Locator("canvas")).ToHaveCountAsync(1);

        host.Ward.Change("low-1", glance => glance with { Latest = [People.Sign(Signal.Glucose, 66, host.Ward.Now, Trend.FallingFast, -13)] });

        await Expect(visitor.Find("tile-glucose").GetByTestId("value")).ToHaveTextAsync("66");
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task a_twin_that_changes_while_its_chart_is_being_drawn_breaks_nothing()
    {
        await using var host = await PagesHost.Start(Ward());
        using var stop = new CancellationTokenSource();
        var restless = Task.Run(async () =>
        {
            for (var value = 0; !stop.IsCancellationRequested; value++)
            {
                host.Ward.Change("low-1", glance => glance with { Latest = [People.Sign(Signal.Glucose, 70 + (value % 50), host.Ward.Now, Trend.Steady, 1)] });
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        });
        for (var visit = 0; visit < 5; visit++)
        {
            await using var visitor = await chromium.Visit(host.Url);
            await visitor.Open("/twins/low-1");
            await Expect(visitor.Find("chart").Locator("canvas")).ToHaveCountAsync(1);
            await visitor.Page.GetByLabel("Meal, carbohydrate (g)").FillAsync("40");
            await Expect(visitor.Find("page-broke")).ToHaveCountAsync(0);
            visitor.Complaints.ShouldBeEmpty();
        }
        await stop.CancelAsync();
        await restless;
    }

    [SkippableFact]
    public async Task a_what_if_is_drawn_beside_the_baseline()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/twins/low-1");
        await visitor.Page.GetByLabel("Meal, carbohydrate (g)").FillAsync("40");
        await visitor.Find("what-if-run").ClickAsync();

        await Expect(visitor.Find("what-if-result")).ToContainTextAsync("40 g");
        await Expect(visitor.Find("chart")).ToHaveAttributeAsync("data-scenario", "yes");
        await visitor.Page.WaitForFunctionAsync("() => [...vizorECharts.charts.values()][0].getOption().series.find(s => s.id === 'Glucose:whatif:median').data.length === 49"); // four hours in steps of five minutes
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task bleeding_is_imagined_for_rate_and_pressures_and_drawn_beside_them()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/twins/low-1");
        await visitor.Find("what-if-about-heart").ClickAsync();
        await visitor.Find("what-if-kind").SelectOptionAsync("Bleeding");
        await visitor.Page.GetByLabel("Amount (mL").FillAsync("800");
        await visitor.Find("what-if-run").ClickAsync();

        await Expect(visitor.Find("what-if-result")).ToContainTextAsync("Bleeding 800 mL");
        await visitor.Page.WaitForFunctionAsync("() => ['HeartRate', 'SystolicPressure', 'DiastolicPressure'].every(signal => [...vizorECharts.charts.values()][0].getOption().series.find(s => s.id === signal + ':whatif:median').data.length === 49)");
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task the_models_course_is_drawn_beside_what_was_measured()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/twins/low-1");
        await Expect(visitor.Find("legend-model")).ToBeVisibleAsync();
        await visitor.Page.WaitForFunctionAsync("() => { const line = [...vizorECharts.charts.values()][0].getOption().series.find(s => s.id === 'HeartRate:model'); return line.data.length >= 34 && line.data.some(p => p[1] == null); }"); // six hours in steps of ten minutes, with the gap
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task an_unknown_twin_is_a_friendly_404()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        var response = await visitor.Page.GotoAsync("/twins/nobody");
        response!.Status.ShouldBe(404);
        await Expect(visitor.Find("no-such-twin")).ToContainTextAsync("nobody");
    }

    [SkippableFact]
    public async Task the_page_comes_back_by_itself_when_the_gateway_was_restarted()
    {
        var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/");
        var url = host.Url;
        await host.DisposeAsync();
        await Expect(visitor.Page.Locator("#connection-lost")).ToBeVisibleAsync();

        await using var again = await PagesHost.Start(Ward(), url);
        again.Ward.Put(People.Deteriorating("sepsis-2", again.Ward.Now));

        await Expect(visitor.Row("sepsis-2")).ToBeVisibleAsync();
        await Expect(visitor.Page.Locator("#connection-lost")).ToBeHiddenAsync();
    }

    private static FakeWard Ward()
    {
        var ward = new FakeWard(TimeProvider.System);
        ward.Put(People.Quiet("quiet-1", ward.Now));
        ward.Put(People.Silent("silent-1", ward.Now));
        ward.Put(People.LowGlucose("low-1", ward.Now));
        ward.Put(People.Deteriorating("sepsis-1", ward.Now));
        return ward;
    }
}
