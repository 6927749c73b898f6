using Microsoft.Playwright;
using TwinGrid.Pages.Tests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.Pages.Tests.Browser;

public sealed class Somebody_weighs_a_treatment(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableFact]
    public async Task a_dose_is_slid_and_both_outcomes_are_drawn_with_what_is_not_known()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/twins/low-1");
        await visitor.Find("treatment").ClickAsync();
        await Expect(visitor.Find("dose-shown")).ToHaveTextAsync("82 mg/m², 147.6 mg over 1 h");
        await Expect(visitor.Find("organ-liver")).ToContainTextAsync("intermediate metabolizer");

        // What is missing is asked for by name.
        await visitor.Find("evaluate").ClickAsync();
        await Expect(visitor.Find("refused")).ToContainTextAsync("alpha-1 acid glycoprotein");
        await visitor.Find("known-AAG").FillAsync("1.2");
        await visitor.Find("known-AAG").BlurAsync();
        await visitor.Find("evaluate").ClickAsync();

        await Expect(visitor.Find("cells-chart").Locator(".band")).ToHaveCountAsync(1);
        await Expect(visitor.Find("tumour-chart").Locator(".median")).ToHaveCountAsync(1);
        await Expect(visitor.Find("grade4")).ToContainTextAsync("37 %");

        await visitor.Find("dose").FillAsync("55");
        await visitor.Find("dose").DispatchEventAsync("change");
        await Expect(visitor.Find("dose-shown")).ToContainTextAsync("55 mg/m²");
        await Expect(visitor.Find("grade4")).ToContainTextAsync("25 %");
        host.Ward.Questions[^1].Regimen.ShouldBe("99 mg over 1 h every 21 d x 6");
        visitor.Complaints.Where(complaint => !complaint.Contains("favicon", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task the_best_dose_stands_beside_the_labels_rule()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open("/twins/low-1/treatments");
        await visitor.Find("limit").FillAsync("20");
        await visitor.Find("limit").BlurAsync();
        await visitor.Find("optimise").ClickAsync();
        await Expect(visitor.Find("best")).ToContainTextAsync("mg");
        await Expect(visitor.Find("label")).ToContainTextAsync("59 %");
        await Expect(visitor.Find("best-point")).ToHaveCountAsync(1);
        await Expect(visitor.Find("found")).ToContainTextAsync("no growth factors");
        if (Environment.GetEnvironmentVariable("TWINGRID_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await visitor.Find("evaluate").ClickAsync();
            await visitor.Find("known-AAG").FillAsync("1.2");
            await visitor.Find("known-AAG").BlurAsync();
            await visitor.Find("evaluate").ClickAsync();
            await Expect(visitor.Find("cells-chart").Locator(".band")).ToHaveCountAsync(1);
            await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "treatment.png"), FullPage = true });
        }
    }

    [SkippableFact]
    public async Task who_is_not_known_is_not_found()
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Page.GotoAsync("/twins/nobody/treatments");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("No such twin");
        (await visitor.Find("dose").CountAsync()).ShouldBe(0);
    }

    private static FakeWard Ward()
    {
        var ward = new FakeWard(TimeProvider.System);
        ward.Put(People.LowGlucose("low-1", ward.Now));
        return ward;
    }
}
