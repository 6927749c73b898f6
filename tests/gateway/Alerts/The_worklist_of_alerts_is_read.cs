using System.Net;
using System.Text.Json;
using TwinGrid.Alerts;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Tests.Alerts;

public sealed class The_worklist_of_alerts_is_read : Gateway
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        var states = Enum.GetValues<AlertState>();
        for (var i = 0; i < 30; i++)
        {
            var alert = Samples.Alert($"p{i}", Noon.AddMinutes(-i), (Severity)(i % 3), states[i % 5]);
            await Grid.Desk(TwinId.Parse($"p{i}").Partition(4)).ReportAlerts([alert]);
        }
    }

    [Fact]
    public async Task the_newest_of_all_desks_come_first()
    {
        var raised = (await Alerts("")).Select(a => a.GetProperty("raisedAt").GetDateTimeOffset()).ToList();
        raised.Count.ShouldBe(30);
        raised.ShouldBe(raised.OrderDescending());
        (await Alerts("?limit=4")).Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("?state=open", 24)]
    [InlineData("?state=resolved", 6)]
    [InlineData("?state=raised,snoozed", 12)]
    [InlineData("?severity=high", 10)]
    [InlineData("?severity=high,low&state=raised", 4)]
    [InlineData("?after=2026-03-01T11:50:00Z", 10)]
    public async Task it_can_be_narrowed(string query, int count) => (await Alerts(query)).Count.ShouldBe(count);

    [Fact]
    public async Task an_alert_says_what_it_must()
    {
        var alert = (await Alerts("?limit=1")).Single();
        foreach (var field in (string[])["id", "twinId", "rule", "severity", "signal", "value", "unit", "trend", "raisedAt", "state", "reason", "modelVersion"])
            alert.TryGetProperty(field, out var value).ShouldBeTrue(field);
        alert.GetProperty("severity").GetString().ShouldBe("low");
        alert.GetProperty("signal").GetString().ShouldBe("heart-rate");
        alert.GetProperty("state").GetString().ShouldBe("raised");
        var same = await Get($"/v1/alerts/{alert.GetProperty("id").GetString()}");
        same.Json.GetRawText().ShouldBe(alert.GetRawText());
    }

    [Theory]
    [InlineData("state=closed", "state")]
    [InlineData("severity=urgent", "severity")]
    [InlineData("after=noon", "after")]
    [InlineData("limit=1001", "limit")]
    public async Task a_wrong_question_names_the_field(string query, string field) => (await Get($"/v1/alerts?{query}")).ShouldName(field);

    [Theory]
    [InlineData("p1~0123456789abcdef")]
    [InlineData("nonsense")]
    public async Task an_unknown_one_is_not_found(string id) => (await Get($"/v1/alerts/{id}")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-alert");

    [Fact]
    public async Task a_desk_that_cannot_be_reached_is_said_and_not_left_out()
    {
        Grid.Desk(2).Fault = new TimeoutException("no silo");
        (await Get("/v1/alerts")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "grid-unavailable");
    }

    private async Task<List<JsonElement>> Alerts(string query) => [.. (await Get($"/v1/alerts{query}")).Json.GetProperty("alerts").EnumerateArray()];
}
