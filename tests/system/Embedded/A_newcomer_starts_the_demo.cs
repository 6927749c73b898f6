using System.Text.Json.Nodes;
using TwinGrid.Testbed.Processes;

namespace TwinGrid.SystemTests.Embedded;

public sealed class A_newcomer_starts_the_demo
{
    [Fact]
    public async Task people_live_alerts_come_ctrl_c_stops_and_the_next_start_goes_on()
    {
        using var folder = new TemporaryFolder();
        string[] firstTwins;
        await using (var gateway = await GatewayProcess.Embedded(folder.Path, "--demo", "12"))
        {
            await gateway.Says("look at");
            await Eventually.Holds(async () => (await Rows(gateway)).Count(IsLive) == 12, TimeSpan.FromMinutes(2), () => $"Not all twins live.\n{gateway.Said}");
            await Eventually.Holds(async () => (await Alerts(gateway)).Count > 0, TimeSpan.FromMinutes(5), () => $"No alert was raised.\n{gateway.Said}");
            firstTwins = await Ids(gateway);
            (await gateway.Interrupt()).ShouldBe(0, gateway.Said);
            gateway.Said.ShouldNotContain("Unhandled exception");
        }
        await using (var again = await GatewayProcess.Embedded(folder.Path, "--demo", "12"))
        {
            (await Ids(again)).ShouldBe(firstTwins);
            var before = await Newest(again);
            await Eventually.Holds(async () => await Newest(again) > before, TimeSpan.FromMinutes(2), () => $"Nothing new came after the second start.\n{again.Said}");
            (await Ids(again)).ShouldBe(firstTwins, "the second start must go on with the same people");
        }
    }

    private static bool IsLive(JsonNode row) => row["latest"]!.AsArray().Count > 0;

    private static async Task<List<JsonNode>> Rows(GatewayProcess gateway) => [.. (await gateway.Get("/v1/twins?limit=100"))["twins"]!.AsArray().Select(row => row!)];

    private static async Task<JsonArray> Alerts(GatewayProcess gateway) => (await gateway.Get("/v1/alerts"))["alerts"]!.AsArray();

    private static async Task<string[]> Ids(GatewayProcess gateway) =>
        [.. (await Rows(gateway)).Select(row => row["twinId"]!.GetValue<string>()).Order(StringComparer.Ordinal)];

    private static async Task<DateTimeOffset> Newest(GatewayProcess gateway) =>
        (await Rows(gateway)).SelectMany(row => row["latest"]!.AsArray()).Max(latest => latest!["observedAt"]!.GetValue<DateTimeOffset>());
}
