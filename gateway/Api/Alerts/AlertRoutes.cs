using System.ComponentModel;
using System.Text.Json;
using TwinGrid.Alerts;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Alerts;

/// <summary>The worklist of alerts, and what people do with them.</summary>
internal static class AlertRoutes
{
    private const int UsualAlerts = 100;
    private const int MostAlerts = 1000;

    private static readonly (string, AlertState[])[] States =
    [
        ("raised", [AlertState.Raised]), ("acknowledged", [AlertState.Acknowledged]), ("snoozed", [AlertState.Snoozed]),
        ("escalated", [AlertState.Escalated]), ("resolved", [AlertState.Resolved]),
        ("open", [AlertState.Raised, AlertState.Acknowledged, AlertState.Snoozed, AlertState.Escalated]),
    ];

    private static readonly (string, Severity[])[] Severities = [("low", [Severity.Low]), ("medium", [Severity.Medium]), ("high", [Severity.High])];

    public static void MapAlerts(this RouteGroupBuilder v1)
    {
        var alerts = v1.MapGroup("/alerts").WithTags("Alerts");
        alerts.MapGet("", List).Summary("listAlerts", "Alerts of all twins, newest first").Produces<AlertsView>().Refuses(400);
        alerts.MapGet("/{id}", Get).Summary("getAlert", "One alert").Produces<AlertView>().Refuses(404);
        Map(AlertAction.Acknowledge, "Someone has seen it", """{"who":"Nurse Sato"}""");
        Map(AlertAction.Snooze, "Let it rest; holds for this rule, direction and severity only, and worsening breaks through", """{"who":"Nurse Sato","minutes":30}""");
        Map(AlertAction.Unsnooze, "End the rest", """{"who":"Nurse Sato"}""");
        Map(AlertAction.Escalate, "Call for someone with more to say", """{"who":"Nurse Sato","note":"Physician, please"}""");
        Map(AlertAction.Resolve, "It is over", """{"who":"Dr Mori","note":"Probe was loose"}""");

        void Map(AlertAction action, string summary, string example)
        {
            var word = JsonNamingPolicy.CamelCase.ConvertName($"{action}");
            alerts.MapPost($"/{{id}}/{word}", Handler(action)).Summary($"{word}Alert", summary, "Answers the alert as it then is; 409 where its state does not allow the step.")
                .Takes<AlertActionBody>(example, isOptional: true).Produces<AlertView>().Refuses(400, 404, 409, 413, 415);
        }
    }

    /// <summary><c>GET /v1/alerts</c>.</summary>
    public static async Task<IResult> List(
        [Description("Only these states, comma-separated: raised, acknowledged, snoozed, escalated, resolved, or open for all but resolved.")] string? state,
        [Description("Only these severities, comma-separated: low, medium, high.")] string? severity,
        [Description("Only alerts raised after this instant: ISO 8601 with a time zone.")] string? after,
        [Description("Most alerts to answer, 1 to 1000; 100 unless given.")] string? limit,
        HttpContext context, Worklists worklists)
    {
        var query = new QueryFields();
        var asked = new AlertQuery(
            query.Choices("state", state, States), query.Choices("severity", severity, Severities),
            query.Instant("after", after), query.Whole("limit", limit, 1, MostAlerts, UsualAlerts));
        if (query.AnyWrong) return query.ToProblem();
        var sight = Sight.Of(context);
        var seen = await worklists.Seen(sight, asked, context.RequestAborted);
        sight.Shown = [.. seen.Select(alert => alert.TwinId).Distinct()];
        foreach (var alert in seen) ShownModels.Note(context, alert.ForecastModel);
        return TypedResults.Json(new AlertsView([.. seen.Select(AlertView.Of)]), ApiJson.Options);
    }

    /// <summary><c>GET /v1/alerts/{id}</c>.</summary>
    public static async Task<IResult> Get([Description("The alert's id.")] string id, HttpContext context, Desks desks)
    {
        if (!AlertIds.TryGetTwin(id, out var twin) || await desks.Of(twin).Alert(id) is not { } alert) return Problem.UnknownAlert(id);
        ShownModels.Note(context, alert.ForecastModel);
        return TypedResults.Json(AlertView.Of(alert), ApiJson.Options);
    }

    /// <summary><c>POST /v1/alerts/{id}/…</c>: one handler per action.</summary>
    public static Delegate Handler(AlertAction action) =>
        async ([Description("The alert's id.")] string id, HttpRequest request, IGrainFactory grains, TimeProvider time) =>
            await Handle(id, action, request, grains, time);

    private static async Task<IResult> Handle(string id, AlertAction action, HttpRequest request, IGrainFactory grains, TimeProvider time)
    {
        if (!(await JsonBody.Read(request, mayBeAbsent: true)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            var sight = Sight.Of(request.HttpContext);
            if (!AlertActionBody.Read(body.RootElement, id, action, time.GetUtcNow(), sight.SeesEverything ? null : sight.Caller.Subject).Is(out var command, out problem)) return problem;
            if (!AlertIds.TryGetTwin(id, out var twin)) return Problem.UnknownAlert(id);
            var outcome = await grains.GetGrain<IPatientTwin>(twin.Value).Handle(command);
            ShownModels.Note(request.HttpContext, outcome.Alert?.ForecastModel); // whoever acts on an alert was informed by what raised it
            return outcome switch
            {
                { Alert: null } => Problem.UnknownAlert(id),
                { Refused: { } reason } => Problem.Of(ProblemKind.RefusedStep, reason) with { Errors = [new FieldError("state", $"is {JsonNamingPolicy.KebabCaseLower.ConvertName($"{outcome.Alert.State}")}")] },
                _ => TypedResults.Json(AlertView.Of(outcome.Alert), ApiJson.Options),
            };
        }
    }
}

/// <summary>Alerts that fit, newest first.</summary>
public sealed record AlertsView(IReadOnlyList<AlertView> Alerts);
