using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using TwinGrid.Testbed.Processes;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.Pages.Tests.Browser;

/// <summary>On a whole grid, with the files that the documentation sends.</summary>
public sealed class Somebody_drops_files(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    private const string Patient =
        """{"identifiers":[{"system":"urn:oid:1.2.3","value":"42"},{"system":"http://jpfhir.jp/fhir/clins/Idsystem/JP_Insurance_memberID","value":"00012345:12:345:"}],"profile":{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58}}""";

    [SkippableFact]
    public async Task each_is_told_by_its_content_and_says_what_became_of_it()
    {
        await using var host = await GridHost.Start();
        await using var visitor = await chromium.Visit(host.Url);
        var twin = await Registered(host);
        await visitor.Open($"/twins/{twin}");
        await visitor.Find("import").ClickAsync();
        await Expect(visitor.Find("twin")).ToHaveValueAsync(twin);

        await visitor.Find("files").SetInputFilesAsync([.. ((string[])["bundle.json", "message.hl7", "receipts.uke", "genome.vcf", "points.json", "export.xml", "entries.json"]).Select(Example)]);

        foreach (var (file, format, taken) in ((string, string, string)[])[
            ("bundle.json", "FHIR R4", "4 taken"), ("message.hl7", "HL7 v2", "2 taken"), ("receipts.uke", "Receipt claims", "1 taken"), ("genome.vcf", "Genome", "1 taken"), ("points.json", "Open mHealth", "2 taken"),
            ("export.xml", "Apple Health", "3 taken"), ("entries.json", "Nightscout", "3 taken")])
        {
            var shown = visitor.Page.GetByRole(AriaRole.Region, new() { Name = file });
            await Expect(shown.GetByTestId("taken")).ToContainTextAsync(taken);
            await Expect(shown.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToContainTextAsync(format);
            await Expect(shown.GetByTestId("to-twin")).ToHaveAttributeAsync("href", $"twins/{twin}");
        }
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "bundle.json" }).GetByTestId("flagged")).ToContainTextAsync("respiratory-rate is impossible");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "export.xml" }).GetByTestId("left-out")).ToContainTextAsync("DietaryWater");
        await Picture(visitor, "imports.png");

        await visitor.Page.GetByRole(AriaRole.Region, new() { Name = "bundle.json" }).GetByTestId("to-twin").ClickAsync();
        await Expect(visitor.Find("tile-heart-rate").First).ToBeVisibleAsync();
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task what_is_refused_says_why_in_both_languages(int width, int height, ColorScheme colours)
    {
        await using var host = await GridHost.Start();
        await using var visitor = await chromium.Visit(host.Url, width, height, colours);
        var twin = await Registered(host);
        await visitor.Open($"/imports?lang=ja&twin={twin}");
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("ファイルの取り込み");
        await visitor.Find("files").SetInputFilesAsync([new FilePayload { Name = "broken.vcf", MimeType = "", Buffer = "##fileformat=VCFv4.2\n##reference=hg19\n"u8.ToArray() }, new FilePayload { Name = "letter.txt", MimeType = "text/plain", Buffer = "Dear twin"u8.ToArray() }]);
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "broken.vcf" }).GetByTestId("error")).ToContainTextAsync("line 2");
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "letter.txt" }).GetByTestId("refused")).ToContainTextAsync("何も取り込みませんでした");
        await visitor.Find("files").SetInputFilesAsync(Example("export.xml"));
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "export.xml" }).GetByTestId("taken")).ToContainTextAsync("3 件を取り込みました");
        (await visitor.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= window.innerWidth")).ShouldBeTrue("the page is as wide as the window");
        await Picture(visitor, $"imports-ja-{width}.png");
        await visitor.Find("in-english").ClickAsync();
        await Expect(visitor.Page.Locator("h1")).ToHaveTextAsync("Take in a file");
        await Expect(visitor.Find("twin")).ToHaveValueAsync(twin);
        visitor.Complaints.ShouldBeEmpty();
    }

    [SkippableFact]
    public async Task dropped_on_the_zone_it_is_the_same()
    {
        await using var host = await GridHost.Start();
        await using var visitor = await chromium.Visit(host.Url);
        await visitor.Open($"/imports?lang=en&twin={await Registered(host)}");
        await visitor.Page.EvaluateAsync(
            """
            text => {
              const carried = new DataTransfer();
              carried.items.add(new File([text], 'dropped.json'));
              document.querySelector('[data-testid=drop]').dispatchEvent(new DragEvent('drop', { dataTransfer: carried, bubbles: true, cancelable: true }));
            }
            """, await File.ReadAllTextAsync(Example("points.json")));
        await Expect(visitor.Page.GetByRole(AriaRole.Region, new() { Name = "dropped.json" }).GetByTestId("taken")).ToContainTextAsync("2 taken");
        visitor.Complaints.ShouldBeEmpty();
    }

    private static async Task<string> Registered(GridHost host)
    {
        using var content = new StringContent(Patient, System.Text.Encoding.UTF8, "application/json");
        using var answer = await host.Http.PostAsync("/v1/patients", content);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("twinId").GetString()!;
    }

    private static string Example(string name) => Path.Combine(Repository.Root, "docs", "imports", name);

    private static async Task Picture(Visitor visitor, string name)
    {
        if (Environment.GetEnvironmentVariable("TWINGRID_SCREENSHOTS") is { Length: > 0 } folder) await visitor.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name), FullPage = true });
    }
}
