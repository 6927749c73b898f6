using System.ComponentModel;
using TwinGrid.Erasure;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>Registering twins and looking at them.</summary>
internal static class TwinRoutes
{
    private const int UsualRows = 100;
    private const int MostRows = 1000;

    private static readonly (string, string[])[] Inclusions = [("stateHash", ["stateHash"])];

    public static void MapTwins(this RouteGroupBuilder v1)
    {
        var twins = v1.MapGroup("/twins").WithTags("Twins");
        twins.MapGet("", List).Summary("listTwins", "The worklist: twins ordered by urgency")
            .Answers<WorklistView>(200, """{"twins":[{"twinId":"7f3a9c","urgency":112.5,"news2":7,"latest":[],"worst":null,"openAlerts":1,"lastObservedAt":"2026-03-01T08:30:00Z","forecastCrossing":null,"version":41}],"total":50}""")
            .Refuses(400);
        twins.MapPut("/{id}", Put).Summary("registerTwin", "Register a patient, or update the profile", "Durable when it answers. The id is a random pseudonym that you mint.")
            .Takes<ProfileBody>("""{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58,"conditions":["hypercapnic-respiratory-failure"],"diabetesType":"type2"}""")
            .Answers<RegisteredTwin>(201, """{"id":"7f3a9c","profile":{"birthDate":"1961-04-30","sex":"female","heightCm":163,"weightKg":58,"conditions":[],"diabetesType":"type2"}}""")
            .Produces<RegisteredTwin>(200).Refuses(400, 409, 413, 415);
        twins.MapGet("/{id}", Get).Summary("getTwin", "The twin at a glance: latest vitals with their age, organs, forecasts, open alerts",
                "With asOf as it was known at that instant: with everything received at or before it, and nothing later. It is rebuilt from the twin's last night before the instant and the log behind it.")
            .Produces<TwinView>().Refuses(400, 404);
    }

    /// <summary><c>PUT /v1/twins/{id}</c>.</summary>
    public static async Task<IResult> Put([Description("A random pseudonym: 1 to 64 of A-Z a-z 0-9 . _ -; never a name or an insurance number.")] string id, HttpRequest request, IGrainFactory grains, KnownTwins twins, TimeProvider time)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!ProfileBody.Read(body.RootElement, time.GetUtcNow()).Is(out var profile, out problem)) return problem;
            bool isNew;
            try
            {
                isNew = await grains.GetGrain<IPatientTwin>(twin.Value).Register(profile);
            }
            catch (PatientErasedException)
            {
                return Problem.Of(ProblemKind.PseudonymErased, $"'{id}' was the pseudonym of a patient who was erased, and is never used again: mint another.");
            }
            twins.Remember(twin, profile.BirthDate);
            if (isNew) request.HttpContext.Response.Headers.Location = $"/v1/twins/{twin.Value}";
            return TypedResults.Json(new RegisteredTwin(twin.Value, ProfileBody.Of(profile)), ApiJson.Options, statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
        }
    }

    /// <summary><c>GET /v1/twins/{id}</c>.</summary>
    public static async Task<IResult> Get(
        [Description("The twin's pseudonym.")] string id,
        [Description("An instant that has passed, ISO 8601 with a time zone: the twin as it was known then.")] string? asOf,
        [Description("stateHash adds a hash of the twin's state, for comparing runs.")] string? include,
        HttpContext context, IGrainFactory grains, KnownTwins twins, RenderedTwins rendered, TimeProvider time)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        var (query, now) = (new QueryFields(), time.GetUtcNow());
        var instant = query.Instant("asOf", asOf);
        if (instant > now) query.Wrong("asOf", "is in the future");
        var withHash = query.Choices("include", include, Inclusions).Count > 0;
        if (withHash && instant is not null) query.Wrong("include", "goes with the present only: leave out asOf");
        if (query.AnyWrong) return query.ToProblem();
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        if (instant is { } past) return await Past(twin, past, context, grains);
        var living = grains.GetGrain<IPatientTwin>(twin.Value);
        if (await living.Glance() is not { } glance) return Problem.UnknownTwin(id);
        Note(context, glance);
        return withHash ? TypedResults.Json(TwinView.Of(glance, now) with { StateHash = await living.StateHash() }, ApiJson.Options) : new TwinAnswer(rendered.Of(glance, now), now);
    }

    private static async Task<IResult> Past(TwinId twin, DateTimeOffset asOf, HttpContext context, IGrainFactory grains)
    {
        var known = await grains.GetGrain<ITwinPast>(twin.Value).Glance(asOf);
        if (known.Glance is { } glance)
        {
            Note(context, glance);
            return TypedResults.Json(TwinView.Of(glance, asOf), ApiJson.Options);
        }
        var earliest = known.KnownFrom is { } from && asOf < from ? $"The earliest instant that can be asked for is {Instants.Format(from)}." : "No record of it was known then.";
        return Problem.Of(ProblemKind.NotKnownThen, $"Nothing is known of twin '{twin.Value}' as of {Instants.Format(asOf)}. {earliest}") with { Errors = [new FieldError("asOf", "is before what is known")] };
    }

    private static void Note(HttpContext context, TwinGlance glance)
    {
        foreach (var forecast in glance.Forecasts) ShownModels.Note(context, forecast.ModelVersion);
    }

    /// <summary><c>GET /v1/twins</c>.</summary>
    public static async Task<IResult> List([Description("Most rows to answer, 1 to 1000; 100 unless given.")] string? limit, HttpContext context, Worklists worklists, TimeProvider time)
    {
        var query = new QueryFields();
        var most = query.Whole("limit", limit, 1, MostRows, UsualRows);
        if (query.AnyWrong) return query.ToProblem();
        var (sight, now) = (Sight.Of(context), time.GetUtcNow());
        var seen = await worklists.Seen(sight, most, context.RequestAborted);
        sight.Shown = [.. seen.Rows.Select(row => row.TwinId)];
        return TypedResults.Json(new WorklistView([.. seen.Rows.Select(row => RowView.Of(row, now))], seen.Total), ApiJson.Options);
    }
}

/// <summary>A registered twin.</summary>
public sealed record RegisteredTwin(string Id, ProfileBody Profile);
