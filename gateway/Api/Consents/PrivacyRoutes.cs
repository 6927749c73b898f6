using System.ComponentModel;
using TwinGrid.Access;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Erasure;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;

namespace TwinGrid.Gateway.Api.Consents;

/// <summary>What the privacy officer reads and writes.</summary>
internal static class PrivacyRoutes
{
    private const string Notice = """{"twinId":"7f3a9c","glass":{"id":"0197b3","by":"dr-5","reason":"Unconscious in the emergency room","at":"2026-03-01T08:30:00Z","until":"2026-03-01T09:30:00Z"},"reviewedBy":null,"reviewedAt":null,"finding":null}""";

    public static void MapPrivacy(this RouteGroupBuilder v1)
    {
        var privacy = v1.MapGroup("/privacy").WithTags("Consent");
        privacy.MapGet("/notices", Notices).Summary("listPrivacyNotices", "Broken glasses, those not reviewed first").Answers<GlassNoticesView>(200, $$"""{"notices":[{{Notice}}]}""").Refuses(400);
        privacy.MapGet("/refusals", Refusals).Summary("countRefusals", "How often accesses were refused, by day, reason and role", "A few seconds behind; counted from the audit trail of every gateway, which proves it. Days are those of UTC.")
            .Answers<RefusalsView>(200, """{"refusals":[{"day":"2026-03-01","ground":"consent-denies","role":"clinician","times":3}]}""").Refuses(400);
        privacy.MapGet("/erasures", Erasures).Summary("listErasures", "Erasures, those not finished first", "Of the patient they hold the pseudonym only.")
            .Answers<ErasuresView>(200, """{"erasures":[{"twinId":"7f3a9c","ground":"consent-withdrawn","begunAt":"2026-03-01T08:30:00Z","erasedAt":"2026-03-01T08:30:01Z","removed":{"snapshots and lists":7},"kept":"The audit trail, which knows the pseudonym only."}]}""").Refuses(400);
        privacy.MapPost("/notices/{notice}/review", Review).Summary("reviewPrivacyNotice", "Say what came of a broken glass", "The first review stands.")
            .Takes<ReviewBody>("""{"finding":"Justified: see the admission of that night"}""").Answers<GlassNoticeView>(200, Notice).Refuses(400, 404, 413, 415);
    }

    /// <summary><c>GET /v1/privacy/notices</c>.</summary>
    public static async Task<IResult> Notices([Description("Most notices to answer, 1 to 1000; 100 unless given.")] string? limit, IGrainFactory grains)
    {
        var query = new QueryFields();
        var most = query.Whole("limit", limit, 1, 1000, 100);
        if (query.AnyWrong) return query.ToProblem();
        var notices = await grains.GetGrain<IPrivacyDesk>(0).Notices(most);
        return TypedResults.Json(new GlassNoticesView([.. notices.Select(GlassNoticeView.Of)]), ApiJson.Options);
    }

    /// <summary><c>GET /v1/privacy/erasures</c>.</summary>
    public static async Task<IResult> Erasures([Description("Most erasures to answer, 1 to 1000; 100 unless given.")] string? limit, IGrainFactory grains)
    {
        var query = new QueryFields();
        var most = query.Whole("limit", limit, 1, 1000, 100);
        if (query.AnyWrong) return query.ToProblem();
        var reports = await grains.GetGrain<IErasureDesk>(0).Reports(most);
        return TypedResults.Json(new ErasuresView([.. reports.Select(report => ErasureView.Of(report, new Dictionary<string, long>(StringComparer.Ordinal)))]), ApiJson.Options);
    }

    /// <summary><c>GET /v1/privacy/refusals</c>.</summary>
    public static async Task<IResult> Refusals([Description("Days back from today, 1 to 90; 30 unless given.")] string? days, IGrainFactory grains, TimeProvider time)
    {
        var query = new QueryFields();
        var back = query.Whole("days", days, 1, IRefusalTally.DaysKept, 30);
        if (query.AnyWrong) return query.ToProblem();
        var counts = await grains.GetGrain<IRefusalTally>(0).Since(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(1 - back));
        return TypedResults.Json(new RefusalsView([.. counts.Select(count => new RefusalView(count.Day, count.Ground, count.Role, count.Times))]), ApiJson.Options);
    }

    /// <summary><c>POST /v1/privacy/notices/{notice}/review</c>.</summary>
    public static async Task<IResult> Review([Description("Id of the broken glass.")] string notice, HttpRequest request, IGrainFactory grains)
    {
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            var errors = new FieldErrors();
            var finding = new JsonFields(body.RootElement, "", errors, "finding").Text("finding", longest: 1000);
            if (errors.Any) return errors.ToProblem();
            return await grains.GetGrain<IPrivacyDesk>(0).Review(notice, Callers.Of(request.HttpContext).Subject, finding!) is { } reviewed
                ? TypedResults.Json(GlassNoticeView.Of(reviewed), ApiJson.Options)
                : Problem.Of(ProblemKind.UnknownNotice, "No such notice is known.");
        }
    }
}
