using Microsoft.Playwright;
using TwinGrid.Pages.Tests.Fakes;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>At desktop and phone width, light and dark. Pictures for people to look at are left where <c>TWINGRID_PICTURES</c> names a folder.</summary>
public sealed class Both_pages_fit_the_window(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("TWINGRID_PICTURES");

    [SkippableTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(1440, 900, ColorScheme.Dark)]
    public async Task without_scrolling_sideways(int width, int height, ColorScheme colours)
    {
        await using var host = await PagesHost.Start(Ward());
        await using var visitor = await chromium.Visit(host.Url, width, height, colours);
        await visitor.Open("/");
        await visitor.Find("row").First.WaitForAsync();
        await LookAt(visitor, "worklist", width, colours);
        await visitor.Open("/twins/demo-type1-07");
        await visitor.Find("chart").Locator("canvas").WaitForAsync();
        await visitor.Page.GetByLabel("Meal, carbohydrate (g)").FillAsync("40");
        await visitor.Find("what-if-run").ClickAsync();
        await visitor.Find("what-if-result").WaitForAsync();
        await LookAt(visitor, "twin", width, colours);
        visitor.Complaints.ShouldBeEmpty();
    }

    private static async Task LookAt(Visitor visitor, string page, int width, ColorScheme colours)
    {
        (await visitor.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, $"{page} is wider than the window");
        if (string.IsNullOrEmpty(Folder)) return;
        var name = Path.Combine(Folder, $"{page}-{width}-{colours}");
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = name + ".png" });
        await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = name + "-full.png", FullPage = true });
    }

    private static FakeWard Ward()
    {
        var ward = new FakeWard(TimeProvider.System);
        for (var i = 0; i < 40; i++) ward.Put(People.Quiet($"demo-{i:000}", ward.Now));
        ward.Put(People.Silent("9f3ac07be2d14c5aa1b2c3d4e5f60718", ward.Now));
        ward.Put(People.LowGlucose("demo-type1-07", ward.Now));
        ward.Put(People.Deteriorating("demo-sepsis-03", ward.Now));
        return ward;
    }
}
