using Microsoft.Playwright;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>One Chromium for all browser tests: Debian's, or the one <c>CHROMIUM</c> names.</summary>
public sealed class ChromiumFixture : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private static string Executable => Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    public async Task InitializeAsync()
    {
        if (!File.Exists(Executable)) return;
        Assertions.SetDefaultExpectTimeout(60_000); // a slow machine is no failure
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-gpu"], Timeout = 120_000 });
    }

    /// <summary>A visitor with a fresh browser window. Skips the test where there is no Chromium, unless <c>TWINGRID_CI</c> demands one.</summary>
    public async Task<Visitor> Visit(string url, int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Light, bool trustsAnyCertificate = false)
    {
        Skip.If(_browser is null && Environment.GetEnvironmentVariable("TWINGRID_CI") is null, $"No Chromium at {Executable}; set CHROMIUM.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = colours, BaseURL = url, TimezoneId = "Asia/Tokyo", Locale = "en-GB", HasTouch = width < 600, IgnoreHTTPSErrors = trustsAnyCertificate,
        });
        context.SetDefaultTimeout(60_000);
        return new Visitor(context, await context.NewPageAsync(), url);
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}
