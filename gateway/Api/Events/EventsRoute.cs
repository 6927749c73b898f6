using System.ComponentModel;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Reference;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Events;

/// <summary><c>GET /v1/events</c>: server-sent events of all desks, merged.</summary>
internal static class EventsRoute
{
    public static void MapEvents(this RouteGroupBuilder v1) =>
        v1.MapGet("/events", Get).RequireRateLimiting(Doorkeeper.Watchers).WithTags("Events")
            .Summary("watch", "Server-sent events: alerts and twins as they change", """
                Event types: `alert` (the alert as it now is), `twin` (its row of the worklist), `missed` (events are gone: read twins and open alerts anew). Go on where
                you were with the `Last-Event-ID` header; browsers do so by themselves. An event may come twice: the higher `version` of an alert or twin is the newer.
                """)
            .Answers<string>(200, "id: AAAAAAAAAAEAAAAAAAAAKg\nevent: alert\ndata: {\"id\":\"7f3a9c~0c1d2e3f\"}\n\n", "text/event-stream").Refuses(400);

    public static async Task<IResult> Get(
        HttpContext context,
        [Description("Only events of this twin.")] string? twin,
        EventStream stream,
        IHostApplicationLifetime lifetime)
    {
        TwinId? only = null;
        if (!string.IsNullOrEmpty(twin))
        {
            if (!TwinId.TryParse(twin, out var id)) return Problem.Field("twin", TwinIds.Form);
            only = id;
        }
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate) rate.MinDataRate = null; // a slow reader is told what it missed, not cut off
        var lastEventId = context.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } place ? place : null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            await stream.Run(response.BodyWriter, lastEventId, only, stop.Token);
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
