using System.ComponentModel;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>Looking ahead, and asking what if.</summary>
internal static class ForecastRoutes
{
    /// <summary><c>GET /v1/twins/{id}/forecast</c>.</summary>
    public static async Task<IResult> Get(
        [Description("The twin's pseudonym.")] string id,
        [Description("Code or short name of a signal that is forecast: glucose, heart-rate, systolic-pressure, diastolic-pressure, mean-arterial-pressure. Required.")] string? signal,
        [Description("ISO 8601 duration (PT2H) or minutes (120), from 5 minutes; unless given the signal's longest: 4 h for glucose, 24 h for the others.")] string? horizon,
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
        return TypedResults.Json(ForecastView.Of(forecast), ApiJson.Options);
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
            return TypedResults.Json(new WhatIfView(ForecastView.Of(imagined.Baseline), ForecastView.Of(imagined.WithScenario)), ApiJson.Options);
        }
    }
}

/// <summary>The course as it would be, beside the course with the scenario: the same grid, the same members of the ensemble.</summary>
public sealed record WhatIfView(ForecastView Baseline, ForecastView Scenario);
