using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using TwinGrid.Access;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Consents;

/// <summary>What a patient permits and denies, who cares for him, and access in an emergency.</summary>
internal static class ConsentRoutes
{
    private const string Example = """{"provision":[{"type":"permit","purpose":["research"],"actor":[{"kind":"study","id":"sglt2-2026"}],"dataClass":["vitals","forecasts"],"period":{"end":"2027-04-01T00:00:00Z"},"provision":[{"type":"deny","dataClass":["forecasts"]}]}]}""";
    private const string Answer = """{"id":"0197b2","version":1,"status":"active","filedAt":"2026-03-01T08:30:00Z","filedBy":"p-81","provision":[{"type":"permit","purpose":["research"],"actor":[{"kind":"study","id":"sglt2-2026"}],"dataClass":["vitals","forecasts"],"period":{"start":null,"end":"2027-04-01T00:00:00Z"},"provision":[]}]}""";

    public static void MapConsents(this RouteGroupBuilder v1)
    {
        var twin = v1.MapGroup("/twins/{id}").WithTags("Consent");
        twin.MapGet("/consent", Get).Summary("getConsent", "What the patient permits and denies", "The newest version, or an earlier one. Where nothing was filed the version is 0 and the defaults hold: the patient has his own record, his care teams care for him, nobody else sees anything.")
            .Answers<ConsentView>(200, Answer).Refuses(400, 404);
        twin.MapPut("/consent", Put).Summary("fileConsent", "File the next version of the consent", "Durable, and in force at every gateway, when it answers; that takes up to a second. status inactive withdraws. With If-Match it replaces that version only.")
            .Takes<ConsentBody>(Example).Answers<ConsentView>(200, Answer).Refuses(400, 404, 412, 413, 415);
        twin.MapGet("/care-teams", Teams).Summary("listCareTeams", "Teams that care for the patient").Answers<CareTeamsView>(200, """{"careTeams":["ward-7"]}""").Refuses(400, 404);
        twin.MapPut("/care-teams/{team}", Join).Summary("joinCareTeam", "A team begins to care for the patient").Answers<CareTeamsView>(200, """{"careTeams":["ward-7"]}""").Refuses(400, 404);
        twin.MapDelete("/care-teams/{team}", Leave).Summary("leaveCareTeam", "A team no longer cares for the patient", "Its members are refused from the next request on.").Answers<CareTeamsView>(200, """{"careTeams":[]}""").Refuses(400, 404);
        twin.MapPost("/break-glass", Break).Summary("breakGlass", "Take access in an emergency, for an hour", "It needs a reason, which the patient and the privacy officer read.")
            .Takes<BreakGlassBody>("""{"reason":"Unconscious in the emergency room, no relative present"}""")
            .Answers<BrokenGlassView>(201, """{"id":"0197b3","by":"dr-5","reason":"Unconscious in the emergency room, no relative present","at":"2026-03-01T08:30:00Z","until":"2026-03-01T09:30:00Z"}""")
            .Refuses(400, 404, 413, 415);
    }

    /// <summary><c>GET /v1/twins/{id}/consent</c>.</summary>
    public static async Task<IResult> Get([Description("The twin's pseudonym.")] string id, [Description("An earlier version, from 1; the newest unless given.")] string? version, HttpContext context, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        var query = new QueryFields();
        var asked = query.Whole("version", version, 1, int.MaxValue, otherwise: 0);
        if (query.AnyWrong) return query.ToProblem();
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        var filed = await Consent(grains, twin).Filed(asked == 0 ? null : asked);
        return asked > 0 && filed is null ? Problem.Field("version", "is not kept, or was never filed") : Standing(filed, context);
    }

    /// <summary><c>PUT /v1/twins/{id}/consent</c>.</summary>
    public static async Task<IResult> Put([Description("The twin's pseudonym.")] string id, HttpRequest request, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!TryReadVersion(request.Headers.IfMatch.ToString(), out var replaces)) return Problem.Field("If-Match", "must be a version in quotes, such as \"3\"");
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!ConsentBody.Read(body.RootElement).Is(out var consent, out problem)) return problem;
            if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
            var filed = await Consent(grains, twin).File(consent.IsActive, consent.Provisions, Callers.Of(request.HttpContext).Subject, replaces);
            return filed.Taken ? Standing(filed.Standing, request.HttpContext) : Problem.Of(ProblemKind.StaleVersion, $"Version {filed.Standing?.Version ?? 0} stands; read it and file again.");
        }
    }

    /// <summary><c>GET /v1/twins/{id}/care-teams</c>.</summary>
    public static async Task<IResult> Teams([Description("The twin's pseudonym.")] string id, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        return TypedResults.Json(new CareTeamsView((await Consent(grains, twin).Lease()).CareTeams), ApiJson.Options);
    }

    /// <summary><c>PUT /v1/twins/{id}/care-teams/{team}</c>.</summary>
    public static Task<IResult> Join([Description("The twin's pseudonym.")] string id, [Description("The team, as tokens of its members name it.")] string team, IGrainFactory grains, KnownTwins twins) =>
        SetTeam(id, team, cares: true, grains, twins);

    /// <summary><c>DELETE /v1/twins/{id}/care-teams/{team}</c>.</summary>
    public static Task<IResult> Leave([Description("The twin's pseudonym.")] string id, [Description("The team.")] string team, IGrainFactory grains, KnownTwins twins) =>
        SetTeam(id, team, cares: false, grains, twins);

    /// <summary><c>POST /v1/twins/{id}/break-glass</c>.</summary>
    public static async Task<IResult> Break([Description("The twin's pseudonym.")] string id, HttpRequest request, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            var errors = new FieldErrors();
            var reason = new JsonFields(body.RootElement, "", errors, "reason").Text("reason", longest: 500);
            if (errors.Any) return errors.ToProblem();
            if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
            var glass = await Consent(grains, twin).BreakGlass(Callers.Of(request.HttpContext).Subject, reason!);
            return TypedResults.Json(BrokenGlassView.Of(glass), ApiJson.Options, statusCode: StatusCodes.Status201Created);
        }
    }

    private static async Task<IResult> SetTeam(string id, string team, bool cares, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!TwinId.TryParse(team, out _)) return Problem.Field("team", TwinIds.Form);
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        return TypedResults.Json(new CareTeamsView(await Consent(grains, twin).SetTeam(team, cares)), ApiJson.Options);
    }

    private static IPatientConsent Consent(IGrainFactory grains, TwinId twin) => grains.GetGrain<IPatientConsent>(twin.Value);

    private static JsonHttpResult<ConsentView> Standing(Consent? consent, HttpContext context)
    {
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{consent?.Version ?? 0}\"");
        return TypedResults.Json(ConsentView.Of(consent), ApiJson.Options);
    }

    private static bool TryReadVersion(string header, out int? version)
    {
        version = null;
        if (header.Length is 0 || header == "*") return true;
        if (header is not ['"', .., '"'] || !int.TryParse(header[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        version = number;
        return true;
    }
}
