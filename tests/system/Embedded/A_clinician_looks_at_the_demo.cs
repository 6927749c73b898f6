using System.Text.Json.Nodes;
using TwinGrid.Pages.Tests.Browser;
using TwinGrid.Testbed.Processes;
using static Microsoft.Playwright.Assertions;

namespace TwinGrid.SystemTests.Embedded;

/// <summary>A real browser before the real demo: nothing stands in for anything. Pictures are left in <c>TWINGRID_PICTURES</c> when that names a folder.</summary>
public sealed class A_clinician_looks_at_the_demo(ChromiumFixture chromium) : IClassFixture<ChromiumFixture>
{
    [SkippableFact]
    public async Task opens_the_worklist_sees_a_twin_change_acknowledges_an_alert_and_asks_what_if()
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayProcess.Embedded(folder.Path, "--demo", "20");
        var alert = await FirstAlert(gateway);
        var twin = alert["twinId"]!.GetValue<string>();
        await using var visitor = await chromium.Visit(gateway.Address.ToString().TrimEnd('/'));
        await visitor.Open("/");

        await Expect(visitor.Row(twin)).ToBeVisibleAsync();
        await Picture(visitor, "worklist");
        await visitor.Row(twin).GetByTestId("acknowledge").ClickAsync();
        await Eventually.Holds(
            async () => (await gateway.Get($"/v1/twins/{twin}"))["openAlerts"]!.AsArray().Any(open => open!["state"]!.GetValue<string>() == "acknowledged"),
            TimeSpan.FromMinutes(1), () => "The twin does not know that its alert was acknowledged.");

        var sugar = await TwinWithGlucose(gateway);
        await visitor.Open($"/twins/{sugar}");
        var age = await visitor.Find("tile-heart-rate").GetByTestId("value").InnerTextAsync();
        await Expect(visitor.Find("chart").Locator("canvas")).ToHaveCountAsync(1);
        await visitor.Page.GetByLabel("Meal, carbohydrate (g)").FillAsync("60");
        await visitor.Find("what-if-run").ClickAsync();
        await Expect(visitor.Find("what-if-result")).ToContainTextAsync("60 g");
        await Expect(visitor.Find("chart")).ToHaveAttributeAsync("data-scenario", "yes");
        await Picture(visitor, "twin");
        await Expect(visitor.Find("tile-heart-rate").GetByTestId("value")).Not.ToHaveTextAsync(age, new() { Timeout = 240_000 });
        visitor.Complaints.ShouldBeEmpty();

        await using var phone = await chromium.Visit(gateway.Address.ToString().TrimEnd('/'), width: 390, height: 844);
        await phone.Open("/");
        await Expect(phone.Find("row").First).ToBeVisibleAsync();
        await Picture(phone, "worklist-phone");
        await phone.Open($"/twins/{sugar}");
        await Expect(phone.Find("chart").Locator("canvas")).ToHaveCountAsync(1);
        await Picture(phone, "twin-phone");
        phone.Complaints.ShouldBeEmpty();
    }

    private static async Task<JsonNode> FirstAlert(GatewayProcess gateway)
    {
        JsonNode? found = null;
        await Eventually.Holds(
            async () => (found = (await gateway.Get("/v1/alerts?state=raised&severity=high"))["alerts"]!.AsArray().FirstOrDefault()) is not null,
            TimeSpan.FromMinutes(5), () => $"No alert was raised.\n{gateway.Said}");
        return found!;
    }

    /// <summary>Somebody with a sensor whose glucose is fresh enough to look ahead from.</summary>
    private static async Task<string> TwinWithGlucose(GatewayProcess gateway)
    {
        foreach (var row in (await gateway.Get("/v1/twins?limit=100"))["twins"]!.AsArray())
        {
            var twin = row!["twinId"]!.GetValue<string>();
            var forecast = await gateway.Get($"/v1/twins/{twin}/forecast?signal=glucose");
            if (forecast["declined"] is null && row["latest"]!.AsArray().Any(latest => latest!["signal"]!.GetValue<string>() == "heart-rate")) return twin;
        }
        throw new ShouldAssertException("Nobody in the demo wears a sensor that lets glucose be foreseen.");
    }

    private static async Task Picture(Visitor visitor, string name)
    {
        if (Environment.GetEnvironmentVariable("TWINGRID_PICTURES") is { Length: > 0 } folder)
            await visitor.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
