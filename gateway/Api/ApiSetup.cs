using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TwinGrid.Alerts;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Alerts;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Events;
using TwinGrid.Gateway.Api.Forecasts;
using TwinGrid.Gateway.Api.Health;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Gateway.Api.Vitals;

namespace TwinGrid.Gateway.Api;

/// <summary>Wires the JSON API: services here, routes there.</summary>
public static class ApiSetup
{
    /// <summary>Adds what the API needs. The host adds an <see cref="IGrainFactory"/> and an <see cref="VitalsLog.IVitalsLog"/>.</summary>
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.AddAdmission();
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.ConfigureHttpJsonOptions(json => ApiJson.Apply(json.SerializerOptions));
        services.AddSingleton<KnownTwins>();
        services.AddSingleton<Desks>();
        services.AddSingleton<UcumUnits>();
        services.AddSingleton<PacketReader>();
        services.AddSingleton<PacketIntake>();
        services.AddSingleton<PacketStream>();
        services.AddSingleton<HistoryRoute>();
        services.AddSingleton<ScenarioReader>();
        services.AddSingleton<EventHub>();
        services.AddSingleton<EventStream>();
        services.AddHostedService<DeskPump>();
        services.AddHostedService<LoopbackOnly>();
    }

    /// <summary>Adds the API's routes and what stands before them.</summary>
    public static void MapApi(this WebApplication app)
    {
        app.UseProblemAnswers();
        app.UseLocalVisitorsOnly();
        app.UseRateLimiter();

        var v1 = app.MapGroup("/v1").RequireRateLimiting(Doorkeeper.Requests);
        MapTwins(v1.MapGroup("/twins").WithTags("Twins"));
        MapVitals(v1.MapGroup("").WithTags("Vitals"));
        MapForecasts(v1.MapGroup("/twins/{id}").WithTags("Forecasts"));
        MapAlerts(v1.MapGroup("/alerts").WithTags("Alerts"));
        v1.MapGet("/events", EventsRoute.Get).RequireRateLimiting(Doorkeeper.Watchers).WithTags("Events");
        app.MapGet("/healthz", HealthRoutes.Alive).WithTags("Health");
        app.MapGet("/readyz", HealthRoutes.Ready).WithTags("Health");
    }

    private static void MapTwins(RouteGroupBuilder twins)
    {
        twins.MapGet("", TwinRoutes.List);
        twins.MapPut("/{id}", TwinRoutes.Put);
        twins.MapGet("/{id}", TwinRoutes.Get);
    }

    private static void MapVitals(RouteGroupBuilder v1)
    {
        v1.MapGet("/signals", SignalsRoute.Get);
        v1.MapPost("/twins/{id}/vitals", PacketRoute.Post);
        v1.MapGet("/twins/{id}/vitals", HistoryRoute.Get);
        v1.MapPost("/vitals", PacketStreamRoute.Post).RequireRateLimiting(Doorkeeper.Streams).WithMetadata(new DisableRequestSizeLimitAttribute());
    }

    private static void MapForecasts(RouteGroupBuilder twin)
    {
        twin.MapGet("/forecast", ForecastRoutes.Get);
        twin.MapPost("/whatif", ForecastRoutes.WhatIf);
    }

    private static void MapAlerts(RouteGroupBuilder alerts)
    {
        alerts.MapGet("", AlertRoutes.List);
        alerts.MapGet("/{id}", AlertRoutes.Get);
        foreach (var action in Enum.GetValues<AlertAction>())
            alerts.MapPost($"/{{id}}/{JsonNamingPolicy.KebabCaseLower.ConvertName($"{action}")}", AlertRoutes.Handler(action));
    }
}
