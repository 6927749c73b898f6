using System.Text;
using System.Text.Json;
using Microsoft.Playwright;
using TwinGrid.Testbed.Processes;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>On a whole grid: the sheet that the twin's page leads to.</summary>
public sealed class Somebody_carries_a_record_away(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableTheory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task in_both_languages_and_as_a_sheet_of_A4(int width, int height)
    {
        await using var host = await GridHost.Start();
        await using var visitor = await chromium.Visit(host.Url, width, height);
        var twin = await Known(host);
        await visitor.Open($"/twins/{twin}");
        var (sheet, complaints) = (await visitor.Page.Context.RunAndWaitForPageAsync(() => visitor.Find("record").ClickAsync()), new List<string>());
        sheet.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning") complaints.Add(said.Text);
        };
        await Expect(sheet.Locator("h1")).ToHaveTextAsync("Patient summary");
        await sheet.GetByTestId("other-language").ClickAsync();
        await Expect(sheet.Locator("h1")).ToHaveTextAsync("患者サマリー");
        await Expect(sheet.Locator("[data-part=problems]")).ToContainTextAsync("Diabetes mellitus type 2");
        await Expect(sheet.Locator("[data-part=vitals]")).ToContainTextAsync("心拍数");
        await Expect(sheet.Locator("[data-part=allergies]")).ToContainTextAsync("記録はありません。");
        (await sheet.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("the sheet is as wide as the window");
        await sheet.EvaluateAsync("() => { window.print = () => document.body.dataset.printed = 'yes'; }");
        await sheet.Locator("[data-print]").ClickAsync();
        await Expect(sheet.Locator("body")).ToHaveAttributeAsync("data-printed", "yes");
        var paper = await sheet.PdfAsync(new PagePdfOptions { PreferCSSPageSize = true });
        Encoding.Latin1.GetString(paper).ShouldContain("/Count 1"); // one sheet
        if (Environment.GetEnvironmentVariable("TWINGRID_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await sheet.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"record-ja-{width}.png"), FullPage = true });
            await File.WriteAllBytesAsync(Path.Combine(folder, $"record-ja-{width}.pdf"), paper);
        }
        complaints.ShouldBeEmpty();
        visitor.Complaints.ShouldBeEmpty();
    }

    private static async Task<string> Known(GridHost host)
    {
        using var bundle = new ByteArrayContent(await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "docs", "imports", "bundle.json")));
        using var answer = await host.Http.PostAsync("/v1/imports", bundle);
        using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return report.RootElement.GetProperty("twins")[0].GetString()!;
    }
}
