using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TwinGrid.Gateway.Tests.Reference;

public sealed partial class The_reference_is_read : Gateway
{
    [Theory]
    [InlineData("/v1/twins", "get")]
    [InlineData("/v1/twins/{id}", "get", "put")]
    [InlineData("/v1/verifications", "post")]
    [InlineData("/v1/twins/{id}/vitals", "get", "post")]
    [InlineData("/v1/vitals", "post")]
    [InlineData("/v1/signals", "get")]
    [InlineData("/v1/twins/{id}/forecast", "get")]
    [InlineData("/v1/twins/{id}/course", "get")]
    [InlineData("/v1/twins/{id}/whatif", "post")]
    [InlineData("/v1/alerts", "get")]
    [InlineData("/v1/alerts/{id}", "get")]
    [InlineData("/v1/alerts/{id}/acknowledge", "post")]
    [InlineData("/v1/alerts/{id}/snooze", "post")]
    [InlineData("/v1/alerts/{id}/unsnooze", "post")]
    [InlineData("/v1/alerts/{id}/escalate", "post")]
    [InlineData("/v1/alerts/{id}/resolve", "post")]
    [InlineData("/v1/twins/{id}/consent", "get", "put")]
    [InlineData("/v1/twins/{id}/care-teams", "get")]
    [InlineData("/v1/twins/{id}/care-teams/{team}", "put", "delete")]
    [InlineData("/v1/twins/{id}/break-glass", "post")]
    [InlineData("/v1/twins/{id}/accesses", "get")]
    [InlineData("/v1/privacy/notices", "get")]
    [InlineData("/v1/privacy/notices/{notice}/review", "post")]
    [InlineData("/v1/events", "get")]
    [InlineData("/healthz", "get")]
    [InlineData("/readyz", "get")]
    public async Task every_route_says_what_it_does(string path, params string[] methods)
    {
        var paths = (await Get("/openapi/v1.json")).Json.GetProperty("paths");
        foreach (var method in methods)
        {
            var operation = paths.GetProperty(path).GetProperty(method);
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty();
            operation.GetProperty("responses").EnumerateObject().Any(r => r.Name[0] == '2').ShouldBeTrue();
        }
    }

    [Fact]
    public async Task its_examples_work()
    {
        await Registered("7f3a9c");
        var paths = (await Get("/openapi/v1.json")).Json.GetProperty("paths");
        (await Put("/v1/twins/new", Example(paths, "/v1/twins/{id}", "put").GetRawText())).Status.ShouldBe(HttpStatusCode.Created);
        (await Post("/v1/twins/7f3a9c/vitals", Example(paths, "/v1/twins/{id}/vitals", "post").GetRawText())).Status.ShouldBe(HttpStatusCode.Accepted);
        (await Post("/v1/vitals", Lines(Example(paths, "/v1/vitals", "post").GetString()!))).Text.ShouldStartWith("""{"line":1,"status":202""");
        Grid.Twin("7f3a9c").Ahead = (signal, horizon) => Samples.Forecast(signal, horizon, Noon);
        (await Post("/v1/twins/7f3a9c/whatif", Example(paths, "/v1/twins/{id}/whatif", "post").GetRawText())).Status.ShouldBe(HttpStatusCode.OK);
        (await Put("/v1/twins/7f3a9c/consent", Example(paths, "/v1/twins/{id}/consent", "put").GetRawText())).Status.ShouldBe(HttpStatusCode.OK);
        (await Post("/v1/twins/7f3a9c/break-glass", Example(paths, "/v1/twins/{id}/break-glass", "post").GetRawText())).Status.ShouldBe(HttpStatusCode.Created);
        (await Post("/v1/alerts/7f3a9c~1/snooze", Example(paths, "/v1/alerts/{id}/snooze", "post").GetRawText())).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-alert");
    }

    [Fact]
    public async Task its_schemas_name_the_fields_in_words()
    {
        var schemas = (await Get("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");
        var packet = schemas.GetProperty("PacketBody").GetProperty("properties");
        packet.GetProperty("sequence").GetProperty("description").GetString().ShouldNotBeNullOrEmpty();
        var alert = schemas.GetProperty("AlertView").GetProperty("properties");
        foreach (var field in (string[])["id", "twinId", "rule", "severity", "signal", "value", "unit", "trend", "raisedAt", "state", "reason", "modelVersion"])
            alert.TryGetProperty(field, out _).ShouldBeTrue(field);
        alert.GetProperty("raisedAt").GetProperty("type").GetString().ShouldBe("string");
        schemas.GetProperty("SampleBody").GetProperty("required").EnumerateArray().Select(e => e.GetString()).ShouldBe(["code", "value", "observedAt"]);
        schemas.GetProperty("Severity").GetProperty("enum").EnumerateArray().Select(e => e.GetString()).ShouldBe(["low", "medium", "high"]);
    }

    [Fact]
    public async Task the_page_for_people_asks_no_other_server()
    {
        var page = await Get("/scalar/");
        page.Status.ShouldBe(HttpStatusCode.OK);
        var scripts = Source().Matches(page.Text).Select(m => m.Groups["url"].Value).ToList();
        scripts.ShouldNotBeEmpty();
        scripts.ShouldAllBe(url => !url.Contains("//", StringComparison.Ordinal));
        page.Text.Contains("https://", StringComparison.Ordinal).ShouldBeFalse(page.Text);
        foreach (var script in scripts) (await Get(new Uri(new Uri(Address, "/scalar/"), script).PathAndQuery)).Status.ShouldBe(HttpStatusCode.OK, script);
    }

    private static JsonElement Example(JsonElement paths, string path, string method) =>
        paths.GetProperty(path).GetProperty(method).GetProperty("requestBody").GetProperty("content").EnumerateObject().First().Value.GetProperty("example");

    [GeneratedRegex("""(src|href)="(?<url>[^"]+)["]""", RegexOptions.ExplicitCapture)]
    private static partial Regex Source();
}
