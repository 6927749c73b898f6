using Microsoft.Playwright;
using TwinGrid.Pages.Tests.Fakes;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.Pages.Tests.Browser;

public sealed class The_privacy_officer_looks(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task and_reviews_an_emergency_by_keyboard_alone(int width, int height, ColorScheme colours)
    {
        var privacy = new FakePrivacy(TimeProvider.System.GetUtcNow());
        await using var host = await PagesHost.Start(new FakeWard(TimeProvider.System), privacy: privacy);
        await using var visitor = await chromium.Visit(host.Url, width, height, colours);
        await visitor.Open("/privacy");
        await Expect(visitor.Find("notice")).ToHaveCountAsync(2);
        await Expect(visitor.Find("study")).ToHaveCountAsync(2);
        await Expect(visitor.Find("refusal")).ToHaveCountAsync(3);
        (await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("the page is as wide as the window");
        if (Environment.GetEnvironmentVariable("TWINGRID_SCREENSHOTS") is { Length: > 0 } folder) await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"privacy-{width}.png"), FullPage = true });

        await visitor.Find("finding-text").FocusAsync();
        await visitor.Page.Keyboard.TypeAsync("Justified: see the admission of that night");
        await visitor.Page.Keyboard.PressAsync("Enter");

        await Expect(visitor.Find("to-review")).ToHaveTextAsync("nothing to review");
        privacy.Reviewed.ShouldHaveSingleItem().ShouldBe(("g2", "Justified: see the admission of that night"));
        visitor.Complaints.ShouldBeEmpty();
    }
}
