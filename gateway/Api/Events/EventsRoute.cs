using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>Server-sent events of all desks, merged, or of one twin.</summary>
internal static class EventsRoute
{
    private const string About = """
        Event types: `alert` (the alert as it now is), `twin` (its row of the worklist), `missed` (events are gone: read twins and open alerts anew). Go on where
        you were with the `Last-Event-ID` header; browsers do so by themselves. An event may come twice: the higher `version` of an alert or twin is the newer.
        Of each event it is decided when it comes whether it may be seen. The stream ends with the access token, and that of one twin within seconds of a withdrawal.
        """;

    public static void MapEvents(this RouteGroupBuilder v1)
    {
        Map("/events", All, "watch", "Server-sent events: alerts and twins as they change");
        Map("/twins/{id}/events", OfTwin, "watchTwin", "Server-sent events of one twin").Refuses(404);

        RouteHandlerBuilder Map(string route, Delegate handler, string name, string summary) =>
            v1.MapGet(route, handler).RequireRateLimiting(Doorkeeper.Watchers).WithTags("Events").Summary(name, summary, About)
                .Answers<string>(200, "id: AAAAAAAAAAEAAAAAAAAAKg\nevent: alert\ndata: {\"id\":\"7f3a9c~0c1d2e3f\"}\n\n", "text/event-stream").Refuses(400);
    }

    /// <summary><c>GET /v1/events</c>.</summary>
    public static Task<IResult> All(HttpContext context, EventStream stream, IHostApplicationLifetime lifetime) =>
        context.Request.Query.ContainsKey("twin")
            ? Task.FromResult<IResult>(Problem.Field("twin", "stands in no query: ask for /v1/twins/{id}/events"))
            : Answer(context, null, stream, lifetime);

    /// <summary><c>GET /v1/twins/{id}/events</c>.</summary>
    public static async Task<IResult> OfTwin([Description("The twin's pseudonym.")] string id, HttpContext context, EventStream stream, KnownTwins twins, IHostApplicationLifetime lifetime)
    {
        if (!TwinIds.TryRead(id, out var twin, out var wrongId)) return wrongId;
        if (await twins.BirthDate(twin) is null) return Problem.UnknownTwin(id);
        return await Answer(context, twin, stream, lifetime);
    }

    private static async Task<IResult> Answer(HttpContext context, TwinId? only, EventStream stream, IHostApplicationLifetime lifetime)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null; // a slow reader is told what it missed, not cut off
        var lastEventId = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } place ? place : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await stream.Run(response.BodyWriter, lastEventId, only, Sight.Of(context), stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // the client left, or the gateway stops: either way the stream is over
        }
        catch (TimeoutException)
        {
            context.Abort(); // the client has not read for minutes
        }
        return Results.Empty;
    }
}
