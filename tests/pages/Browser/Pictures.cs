using Microsoft.Playwright;
using TwinGrid.Pages.Tests.Fakes;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>Pictures of the pages for people to look at, taken where <c>TWINGRID_PICTURES</c> names a folder.</summary>
public sealed class Pictures(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(1440, 900, ColorScheme.Dark)]
    public async Task are_taken_of_both_pages(int width, int height, ColorScheme colours)
    {
        var folder = Environment.GetEnvironmentVariable("TWINGRID_PICTURES");
        Skip.If(string.IsNullOrEmpty(folder), "Set TWINGRID_PICTURES to a folder to have pictures taken.");
        var ward = new FakeWard(TimeProvider.System);
        for (var i = 0; i < 40; i++) ward.Put(People.Quiet($"demo-{i:000}", ward.Now));
        ward.Put(People.Silent("9f3ac07be2d14c5aa1b2c3d4e5f60718", ward.Now));
        ward.Put(People.LowGlucose("demo-type1-07", ward.Now));
        ward.Put(People.Deteriorating("demo-sepsis-03", ward.Now));
        await using var host = await PagesHost.Start(ward);
        await using var visitor = await chromium.Visit(host, width, height, colours);
        await visitor.Open("/");
        await Take("worklist");
        await visitor.Open("/twins/demo-type1-07");
        await visitor.Find("chart").Locator("canvas").WaitForAsync();
        await visitor.Page.GetByLabel("Meal, carbohydrate (g)").FillAsync("40");
        await visitor.Find("what-if-run").ClickAsync();
        await visitor.Find("what-if-result").WaitForAsync();
        await Take("twin");
        visitor.Complaints.ShouldBeEmpty();

        async Task Take(string page)
        {
            await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder!, $"{page}-{width}-{colours}.png") });
            await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder!, $"{page}-{width}-{colours}-full.png"), FullPage = true });
            if (width >= 600) return;
            for (var part = 0; part < 3; part++)
                await visitor.Page.ScreenshotAsync(new PageScreenshotOptions
                {
                    Path = Path.Combine(folder!, $"{page}-{width}-{colours}-part{part}.png"), FullPage = true, Clip = new Clip { X = 0, Y = part * 1200, Width = width, Height = 1200 },
                });
        }
    }
}
