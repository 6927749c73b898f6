using System.Text.Json.Nodes;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Admission;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Fhir.Reading;
using TwinGrid.Gateway.Api.Fhir.Writing;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>FHIR R4 Subscription: https://hl7.org/fhir/R4/subscription.html. Whoever wrote one reads, changes and removes it, and nobody else learns of it.</summary>
internal static class SubscriptionRoutes
{
    public static void MapSubscriptions(this RouteGroupBuilder fhir, Action<RouteHandlerBuilder, string, string> told)
    {
        told(fhir.MapPost("/Subscription", Create), "fhirSubscribe", "Be told of what comes into records: by a POST or PUT to an endpoint, or over a websocket");
        told(fhir.MapGet("/Subscription", List), "fhirSubscriptions", "The subscriptions that the caller wrote");
        told(fhir.MapGet("/Subscription/{sid}", Read), "fhirSubscription", "A subscription, its status, and why it is in error");
        told(fhir.MapPut("/Subscription/{sid}", Update), "fhirSubscriptionUpdate", "Change it, take it up again, turn it off");
        told(fhir.MapDelete("/Subscription/{sid}", Delete), "fhirSubscriptionDelete", "Remove it");
        told(fhir.MapGet("/websocket", (HttpContext context, SubscriptionSocket socket) => socket.Serve(context)).RequireRateLimiting(Doorkeeper.Watchers), "fhirWebsocket", "The websocket of subscriptions: say bind and an id, hear ping and the id");
    }

    private static Task<IResult> Create(HttpContext context, SubscriptionRegister subscriptions, SubscriptionBodies bodies, IGrainFactory grains, TimeProvider time) => Answered(async () =>
    {
        var (kept, status, end) = bodies.Read(context, await Body(context));
        var sight = Sight.Of(context);
        var state = new SubscriptionState(TwinId.NewRandom().Value, kept, 1, time.GetUtcNow(), status, end, SubscriptionRight.Of(sight.Caller, sight.Purpose, sight.Only), await grains.GetGrain<IHealthRecords>(0).Head());
        if (!await subscriptions.Add(state)) throw new FhirFault(StatusCodes.Status429TooManyRequests, new Issue("throttled", "There are as many subscriptions as are taken. Remove some."));
        return Shown(context, state, StatusCodes.Status201Created);
    });

    private static Task<IResult> List(HttpContext context, SubscriptionRegister subscriptions) => Answered(async () =>
    {
        if (context.Request.Query.Keys.FirstOrDefault(name => name is not ("_format" or "_pretty")) is { } asked) throw FhirFault.Wrong("invalid", $"The search parameter {asked} is not served for Subscription: all of yours are listed.", asked);
        var mine = new JsonArray([.. (await subscriptions.All()).Where(one => one.State.Right.IsOf(Callers.Of(context))).Select(one => RecordView.Entry(Address(context, one.State.Id), one.State.ToJson(), "match"))]);
        return FhirAnswer.Of(StatusCodes.Status200OK, RecordView.Bundle("searchset", mine, mine.Count));
    });

    private static Task<IResult> Read(string sid, HttpContext context, SubscriptionRegister subscriptions) => Answered(async () => Shown(context, (await Mine(sid, context, subscriptions)).State, StatusCodes.Status200OK));

    private static Task<IResult> Update(string sid, HttpContext context, SubscriptionRegister subscriptions, SubscriptionBodies bodies, IGrainFactory grains) => Answered(async () =>
    {
        var body = await Body(context);
        if (References.Text(body, "id") != sid) throw FhirFault.Wrong("value", "An update must carry the id of its address.", "Subscription.id");
        var (kept, status, end) = bodies.Read(context, body);
        var (sight, expected, head) = (Sight.Of(context), ETags.Read(context.Request.Headers.IfMatch), await grains.GetGrain<IHealthRecords>(0).Head());
        var next = await subscriptions.Change(await Mine(sid, context, subscriptions), (state, now) =>
        {
            if (expected is { } version && version != state.Version) throw new FhirFault(StatusCodes.Status412PreconditionFailed, new Issue("conflict", "Another version stands by now: read it, and change that one."));
            if (state.Status == "off") state = state with { Settled = head, Seen = [] }; // who turned it off did not wait for what came meanwhile
            return state with { Resource = kept, Version = state.Version + 1, At = now, Status = status, End = end, Right = SubscriptionRight.Of(sight.Caller, sight.Purpose, sight.Only), Error = null, Failures = 0, NextAt = null };
        });
        return Shown(context, next ?? throw FhirFault.NotFound, StatusCodes.Status200OK);
    });

    private static Task<IResult> Delete(string sid, HttpContext context, SubscriptionRegister subscriptions) => Answered(async () =>
    {
        await subscriptions.Remove(await Mine(sid, context, subscriptions));
        return FhirAnswer.Of(StatusCodes.Status200OK, Issue.Outcome([new Issue("informational", "Removed.") { Severity = "information" }]));
    });

    private static async Task<JsonObject> Body(HttpContext context)
    {
        var body = await FhirBody.Read(context.Request, FhirBody.Most);
        return body.Type == "Subscription" ? body.Resource : throw FhirFault.Wrong("value", "The resource is no Subscription.", "resourceType");
    }

    private static async Task<Booked> Mine(string id, HttpContext context, SubscriptionRegister subscriptions) =>
        TwinId.TryParse(id, out _) && await subscriptions.Find(id) is { } found && found.State.Right.IsOf(Callers.Of(context)) ? found : throw FhirFault.NotFound;

    private static FhirAnswer Shown(HttpContext context, SubscriptionState state, int status) =>
        FhirAnswer.Of(status, state.ToJson()) with { Version = state.Version, At = state.At, Location = status == StatusCodes.Status201Created ? $"{Address(context, state.Id)}/_history/{state.Version}" : null };

    private static string Address(HttpContext context, string id) => $"{context.Request.Scheme}://{context.Request.Host}/fhir/Subscription/{id}";

    private static async Task<IResult> Answered(Func<Task<IResult>> work)
    {
        try
        {
            return await work();
        }
        catch (FhirFault fault)
        {
            return FhirAnswer.Of(fault);
        }
    }
}
