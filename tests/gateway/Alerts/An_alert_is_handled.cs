using System.Net;
using TwinGrid.Alerts;

namespace TwinGrid.Gateway.Tests.Alerts;

public sealed class An_alert_is_handled : Gateway
{
    private readonly List<AlertCommand> _commands = [];
    private Alert _alert = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Registered();
        _alert = Samples.Alert("p1", Noon);
        Grid.Twin("p1").Handling = command =>
        {
            _commands.Add(command);
            return command.AlertId == _alert.Id ? new AlertOutcome(_alert with { State = AlertState.Acknowledged }, null) : new AlertOutcome(null, null);
        };
    }

    [Theory]
    [InlineData("acknowledge", AlertAction.Acknowledge)]
    [InlineData("escalate", AlertAction.Escalate)]
    [InlineData("resolve", AlertAction.Resolve)]
    [InlineData("unsnooze", AlertAction.Unsnooze)]
    public async Task its_twin_is_told_who_did_what(string action, AlertAction expected)
    {
        var answer = await Post($"/v1/alerts/{_alert.Id}/{action}", """{"who":"Nurse Sato","note":"on my way"}""");
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        answer.Json.GetProperty("state").GetString().ShouldBe("acknowledged");
        _commands.ShouldHaveSingleItem().ShouldBe(new AlertCommand(_alert.Id, expected, "Nurse Sato", null, "on my way"));
    }

    [Fact]
    public async Task no_body_is_needed()
    {
        (await Post($"/v1/alerts/{_alert.Id}/acknowledge", new ByteArrayContent([]))).Status.ShouldBe(HttpStatusCode.OK);
        _commands.ShouldHaveSingleItem().Who.ShouldBe("unnamed");
    }

    [Theory]
    [InlineData("""{"minutes":30}""")]
    [InlineData("""{"until":"2026-03-01T12:30:00Z"}""")]
    [InlineData("""{"until":"2026-03-01T21:30:00+09:00"}""")]
    public async Task a_snooze_ends(string body)
    {
        (await Post($"/v1/alerts/{_alert.Id}/snooze", body)).Status.ShouldBe(HttpStatusCode.OK);
        _commands.ShouldHaveSingleItem().Until.ShouldBe(Noon.AddMinutes(30));
    }

    [Theory]
    [InlineData("snooze", "{}", "until")]
    [InlineData("snooze", """{"minutes":0}""", "minutes")]
    [InlineData("snooze", """{"minutes":1441}""", "minutes")]
    [InlineData("snooze", """{"until":"2026-03-01T12:00:00Z"}""", "until")]
    [InlineData("snooze", """{"until":"2026-03-02T12:00:01Z"}""", "until")]
    [InlineData("snooze", """{"minutes":5,"until":"2026-03-01T12:05:00Z"}""", "minutes")]
    [InlineData("acknowledge", """{"minutes":5}""", "minutes")]
    [InlineData("resolve", """{"who":7}""", "who")]
    [InlineData("resolve", """{"by":"me"}""", "by")]
    public async Task a_wrong_field_is_named(string action, string body, string field)
    {
        (await Post($"/v1/alerts/{_alert.Id}/{action}", body)).ShouldName(field);
        _commands.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_step_its_state_does_not_allow_is_refused_with_the_reason()
    {
        Grid.Twin("p1").Handling = _ => new AlertOutcome(_alert with { State = AlertState.Resolved }, "A resolved alert cannot be acknowledged.");
        var answer = await Post($"/v1/alerts/{_alert.Id}/acknowledge", "{}");
        answer.ShouldBeProblem(HttpStatusCode.Conflict, "refused-step");
        answer.Json.GetProperty("detail").GetString().ShouldBe("A resolved alert cannot be acknowledged.");
    }

    [Theory]
    [InlineData("forecast-crossing/2 + uva-padova-t1/1", "uva-padova-t1/1")]
    [InlineData("forecast-crossing/2 + vital-trend/1 + lung/1", "vital-trend/1 + lung/1")]
    [InlineData("news2/1", null)]
    public async Task the_model_whose_forecast_raised_it_stands_in_the_trail(string versions, string? model)
    {
        _alert = _alert with { ModelVersion = versions };
        await Grid.Desk(_alert.TwinId.Partition(Log.PartitionCount)).ReportAlerts([_alert]);
        foreach (var action in (string[])["acknowledge", "snooze", "unsnooze", "escalate", "resolve"])
            (await Post($"/v1/alerts/{_alert.Id}/{action}", action == "snooze" ? """{"minutes":30}""" : "{}")).Status.ShouldBe(HttpStatusCode.OK);
        (await Get($"/v1/alerts/{_alert.Id}")).Status.ShouldBe(HttpStatusCode.OK);
        (await Get("/v1/alerts")).Status.ShouldBe(HttpStatusCode.OK);
        var entries = Trail.Entries.Where(entry => entry.Route.Contains("/alerts", StringComparison.Ordinal)).ToList();
        entries.Count.ShouldBe(7);
        entries.ShouldAllBe(entry => string.Join('|', entry.ModelVersions) == (model ?? ""));
    }

    [Theory]
    [InlineData("p1~ffffffffffffffff")]
    [InlineData("nonsense")]
    public async Task an_unknown_one_is_not_found(string id) => (await Post($"/v1/alerts/{id}/acknowledge", "{}")).ShouldBeProblem(HttpStatusCode.NotFound, "unknown-alert");
}
