using Microsoft.Playwright;
using TwinGrid.Pages.Tests.Fakes;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>Pictures of the pages for people to look at, taken where <c>TWINGRID_PICTURES</c> names a folder; of a fake ward, or of the gateway at <c>TWINGRID_GATEWAY</c>.</summary>
public sealed class Pictures(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("TWINGRID_PICTURES");
    private static readonly string? Running = Environment.GetEnvironmentVariable("TWINGRID_GATEWAY");

    [SkippableTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(1440, 900, ColorScheme.Dark)]
    public async Task are_taken_of_both_pages(int width, int height, ColorScheme colours)
    {
        Skip.If(string.IsNullOrEmpty(Folder), "Set TWINGRID_PICTURES to a folder to have pictures taken.");
        await using var host = string.IsNullOrEmpty(Running) ? await PagesHost.Start(Ward()) : null;
        await using var visitor = await chromium.Visit(Running ?? host!.Url, width, height, colours);
        await visitor.Open("/");
        await visitor.Find("row").First.WaitForAsync();
        await Take(visitor, "worklist", width, colours);
        if (host is not null) await visitor.Open("/twins/demo-type1-07");
        else await visitor.Find("row").Filter(new LocatorFilterOptions { HasText = "Glucose" }).First.GetByTestId("twin-link").ClickAsync();
        await visitor.Find("chart").Locator("canvas").WaitForAsync();
        await visitor.Page.GetByLabel("Meal, carbohydrate (g)").FillAsync("40");
        await visitor.Find("what-if-run").ClickAsync();
        await visitor.Find("what-if-result").WaitForAsync();
        await Take(visitor, "twin", width, colours);
        visitor.Complaints.ShouldBeEmpty();
    }

    private static async Task Take(Visitor visitor, string page, int width, ColorScheme colours)
    {
        var name = Path.Combine(Folder!, $"{page}-{width}-{colours}");
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
