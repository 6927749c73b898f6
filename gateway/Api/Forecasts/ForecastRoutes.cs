using System.ComponentModel;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>Looking ahead, and asking what if.</summary>
internal static class ForecastRoutes
{
    public static void MapForecasts(this RouteGroupBuilder v1)
    {
        var twin = v1.MapGroup("/twins/{id}").WithTags("Forecasts");
        twin.MapGet("/forecast", Get).Summary("getForecast", "Quantiles of a signal's future on a 5-minute grid", "Answers 200 with declined, and no quantiles, where the model cannot honestly say.")
            .Needs("signal")
            .Answers<ForecastView>(200, """{"signal":"glucose","code":"99504-3","unit":"mg/dL","madeAt":"2026-03-01T08:30:00Z","start":"2026-03-01T08:30:00Z","stepMinutes":5,"levels":[0.05,0.25,0.5,0.75,0.95],"quantiles":[[110,108],[115,114],[118,118],[121,122],[126,129]],"modelVersion":"uva-padova-t1/1","dataAgeSeconds":120,"declined":null}""")
            .Refuses(400, 404);
        twin.MapGet("/course", Course).Summary("getModelCourse", "What the organ's model believed of a signal, to stand beside what was measured", "The model remembers a day; values are null where it followed nothing.")
            .Needs("signal")
            .Answers<CourseView>(200, """{"signal":"heart-rate","code":"8867-4","unit":"/min","start":"2026-03-01T08:00:00Z","stepMinutes":10,"values":[71.5,72,null,74.25],"modelVersion":"vital-trend/1"}""")
            .Refuses(400, 404);
        twin.MapPost("/whatif", WhatIf).Summary("imagine", "Ask what if: baseline and scenario side by side", "Nothing is stored; nobody is treated.")
            .Takes<ScenarioBody>("""{"signal":"glucose","horizon":"PT3H","events":[{"kind":"meal","afterMinutes":15,"amount":60},{"kind":"insulin","afterMinutes":0,"amount":4.5}]}""")
            .Produces<WhatIfView>().Refuses(400, 404, 413, 415);
    }

    /// <summary><c>GET /v1/twins/{id}/forecast</c>.</summary>
    public static async Task<IResult> Get(
        [Description("The twin's pseudonym.")] string id,
        [Description("Code or short name of a signal that is forecast: glucose, heart-rate, systolic-pressure, diastolic-pressure, mean-arterial-pressure, oxygen-saturation, respiratory-rate. Required.")] string? signal,
        [Description("ISO 8601 duration (PT2H) or minutes (120), from 5 minutes; unless given the signal's longest: 4 h for glucose, 24 h for heart rate and pressures, 1 h for saturation and respiratory rate.")] string? horizon,
        HttpContext context,
        IGrainFactory grains,
        KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (string.IsNullOrEmpty(signal)) return Problem.Field("signal", $"is missing; forecast are {Foreseen.Signals}");
        if (Foreseen.Signal(signal, out var reason) is not { } definition) return Problem.Field("signal", reason!);
        var ahead = string.IsNullOrEmpty(horizon) ? Foreseen.Longest(definition) : Foreseen.Horizon(horizon, definition, out reason);
        if (ahead is not { } span) return Problem.Field("horizon", reason!);
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        var forecast = await grains.GetGrain<IPatientTwin>(twin.Value).Forecast(definition.Signal, span);
        ShownModels.Note(context, forecast.ModelVersion);
        return TypedResults.Json(ForecastView.Of(forecast), ApiJson.Options);
    }

    /// <summary><c>GET /v1/twins/{id}/course</c>.</summary>
    public static async Task<IResult> Course(
        [Description("The twin's pseudonym.")] string id,
        [Description("Code or short name of a signal that is forecast. Required.")] string? signal,
        [Description("Start, included: ISO 8601 with a time zone. Unless given: 24 hours before the end.")] string? from,
        [Description("End, included. Unless given: now.")] string? to,
        HttpContext context,
        IGrainFactory grains,
        KnownTwins twins,
        TimeProvider time)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        var query = new QueryFields();
        var end = query.Instant("to", to) ?? time.GetUtcNow();
        var start = query.Instant("from", from) ?? end - TimeSpan.FromDays(1);
        if (start >= end) query.Wrong("from", "must be before to");
        var reason = $"is missing; forecast are {Foreseen.Signals}";
        var definition = string.IsNullOrEmpty(signal) ? null : Foreseen.Signal(signal, out reason);
        if (definition is null) query.Wrong("signal", reason!);
        if (query.AnyWrong) return query.ToProblem();
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        var course = await grains.GetGrain<IPatientTwin>(twin.Value).Course(definition!.Signal, start, end);
        ShownModels.Note(context, course.ModelVersion);
        return TypedResults.Json(CourseView.Of(course), ApiJson.Options);
    }

    /// <summary><c>POST /v1/twins/{id}/whatif</c>.</summary>
    public static async Task<IResult> WhatIf([Description("The twin's pseudonym.")] string id, HttpRequest request, ScenarioReader reader, IGrainFactory grains, KnownTwins twins)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (!(await JsonBody.Read(request)).Is(out var body, out var problem)) return problem;
        using (body)
        {
            if (!reader.Read(body.RootElement).Is(out var scenario, out problem)) return problem;
            if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
            var imagined = await grains.GetGrain<IPatientTwin>(twin.Value).Imagine(scenario);
            ShownModels.Note(request.HttpContext, imagined.Baseline.ModelVersion);
            ShownModels.Note(request.HttpContext, imagined.WithScenario.ModelVersion);
            return TypedResults.Json(new WhatIfView(ForecastView.Of(imagined.Baseline), ForecastView.Of(imagined.WithScenario)), ApiJson.Options);
        }
    }
}

/// <summary>The course as it would be, beside the course with the scenario: the same grid, the same members of the ensemble.</summary>
public sealed record WhatIfView(ForecastView Baseline, ForecastView Scenario);
