using Microsoft.Playwright;
using TwinGrid.Pages.Tests.Fakes;
using TwinGrid.TrialRuns;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.Pages.Tests.Browser;

public sealed class Somebody_runs_a_trial(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task from_the_protocol_to_the_report(int width, int height, ColorScheme colours)
    {
        var trials = new FakeTrials(TimeProvider.System.GetUtcNow());
        await using var host = await PagesHost.Start(new FakeWard(TimeProvider.System), trials: trials);
        await using var visitor = await chromium.Visit(host.Url, width, height, colours);
        await visitor.Open("/trials");

        // What cannot be run is shown at its line, and nothing is started.
        await visitor.Find("protocol").FillAsync("id: x\narms:\n  - { dose: 900 } # impossible");
        await visitor.Find("start").ClickAsync();
        await Expect(visitor.Find("fault")).ToContainTextAsync("Line 3, arms[1].dose:");
        await Expect(visitor.Find("fault")).ToContainTextAsync("- { dose: 900 }");
        trials.Started.ShouldBeNull();
        await Picture(visitor, $"trials-{width}.png");

        await visitor.Find("example").SelectOptionAsync("Docetaxel 100 against 75 mg/m²");
        await Expect(visitor.Find("protocol")).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("two-doses"));
        await visitor.Find("check").ClickAsync();
        await Expect(visitor.Find("outline")).ToContainTextAsync("It can be started.");
        await visitor.Find("start").ClickAsync();

        await Expect(visitor.Find("state")).ToHaveTextAsync("running");
        trials.Come(409_600);
        await Expect(visitor.Find("patients")).ToContainTextAsync("409\u202f600 of 1\u202f000\u202f000");
        await Expect(visitor.Find("left")).ToHaveTextAsync("25 s");
        await Picture(visitor, $"trial-running-{width}.png");
        trials.Come(1_000_000, TrialState.Done);
        await Expect(visitor.Find("state")).ToHaveTextAsync("done");
        await Expect(visitor.Page.FrameLocator("[data-testid=report]").Locator("h1")).ToHaveTextAsync("Report of the trial");
        await visitor.Find("fetch-CSV").ClickAsync();
        await Expect(visitor.Find("file")).ToHaveAttributeAsync("download", "trial-01234567.csv");
        (await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("the page is as wide as the window");
        await Picture(visitor, $"trial-done-{width}.png");
        visitor.Complaints.Where(complaint => !complaint.Contains("favicon", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task it_is_cancelled_from_its_page()
    {
        var trials = new FakeTrials(TimeProvider.System.GetUtcNow());
        await trials.Start("id: x", null);
        await using var host = await PagesHost.Start(new FakeWard(TimeProvider.System), trials: trials);
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/trials");
        await visitor.Find("trial").GetByRole(AriaRole.Link).ClickAsync();
        await visitor.Find("cancel").ClickAsync();
        await Expect(visitor.Find("state")).ToHaveTextAsync("cancelled by researcher-1");
        (await visitor.Find("report").CountAsync()).ShouldBe(0);
    }

    private static async Task Picture(Visitor visitor, string name)
    {
        if (Environment.GetEnvironmentVariable("TWINGRID_SCREENSHOTS") is { Length: > 0 } folder) await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name), FullPage = true });
    }
}
