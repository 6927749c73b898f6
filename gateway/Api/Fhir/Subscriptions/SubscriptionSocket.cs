using System.Net.WebSockets;
using System.Text;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Subscriptions;

/// <summary>
/// The websocket of R4 subscriptions: the client says <c>bind ID</c> and hears <c>bound ID</c>, and <c>ping ID</c> whenever something came. What came while nobody listened is pinged when somebody binds. It ends
/// with the token.
/// </summary>
internal sealed class SubscriptionSocket(SubscriptionRegister subscriptions, SubscriptionEvents events, IGrainFactory grains, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private const int MostBound = 100, LongestWord = 256;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    public async Task<IResult> Serve(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest) return FhirAnswer.Of(FhirFault.Wrong("invalid", "Open a websocket here."));
        if (context.Request.Headers.Origin.ToString() is { Length: > 0 } origin && (!Uri.TryCreate(origin, UriKind.Absolute, out var site) || !string.Equals(site.Authority, context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)))
            return Problem.Of(ProblemKind.ForeignOrigin, "Only pages of this gateway may open its connections.");
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var bound = new Dictionary<string, SubscriptionState>(StringComparer.Ordinal);
        using var turn = new SemaphoreSlim(1);
        try
        {
            await Task.WhenAny(Listen(context, socket, bound, turn, end.Token), Watch(context, socket, bound, turn, end.Token));
            await end.CancelAsync();
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException)
        {
            // the client is gone
        }
        return Results.Empty;
    }

    private async Task Listen(HttpContext context, WebSocket socket, Dictionary<string, SubscriptionState> bound, SemaphoreSlim turn, CancellationToken end)
    {
        var buffer = new byte[LongestWord];
        while (await socket.ReceiveAsync(buffer, end) is { MessageType: not WebSocketMessageType.Close } heard)
        {
            var words = Encoding.UTF8.GetString(buffer, 0, heard.Count).Trim().Split(' ');
            await turn.WaitAsync(end);
            try
            {
                if (words is ["bind", var id] && heard.EndOfMessage && bound.Count < MostBound && TwinId.TryParse(id, out _) && await subscriptions.Find(id) is { State: { Channel: "websocket", IsLive: true } } found && found.State.Right.IsOf(Callers.Of(context)))
                {
                    bound[id] = await subscriptions.Change(found, (state, _) => state with { Status = "active" }) ?? found.State;
                    await Say(socket, $"bound {id}", end);
                }
                else
                {
                    await Say(socket, "error: say bind and the id of a subscription of yours whose channel is websocket and whose status is not off", end);
                }
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private async Task Watch(HttpContext context, WebSocket socket, Dictionary<string, SubscriptionState> bound, SemaphoreSlim turn, CancellationToken end)
    {
        var looked = new Dictionary<string, long>(StringComparer.Ordinal);
        using var timer = new PeriodicTimer(Tick, time);
        while (await timer.WaitForNextTickAsync(end) && !Sight.Of(context).IsOver)
        {
            await turn.WaitAsync(end);
            try
            {
                if (bound.Count == 0) continue;
                var head = await grains.GetGrain<IHealthRecords>(0).Head();
                foreach (var (id, state) in bound.ToList())
                {
                    if (looked.GetValueOrDefault(id, -1) == head && state.Seen.Count == 0) continue;
                    looked[id] = head;
                    if (await Ping(socket, state, end) is { } next) bound[id] = next;
                    else bound.Remove(id);
                }
            }
            finally
            {
                turn.Release();
            }
        }
    }

    /// <summary>Pings where something came, and writes down how far this went; null where the subscription is no more.</summary>
    private async Task<SubscriptionState?> Ping(WebSocket socket, SubscriptionState state, CancellationToken end)
    {
        var (changes, isNews) = (await events.New(state), false);
        foreach (var change in changes) isNews |= await events.Of(state, change, end) is not null;
        if (isNews) await Say(socket, $"ping {state.Id}", end);
        var next = events.After(state, changes);
        if (next.Settled == state.Settled && changes.Count == 0) return state;
        if (await subscriptions.Find(state.Id) is not { } stands || !stands.State.IsLive) return null;
        return await subscriptions.Change(stands, (booked, now) => now >= booked.End ? booked with { Status = "off" } : booked with { Settled = Math.Max(booked.Settled, next.Settled), Seen = [.. booked.Seen.Union(next.Seen).Where(place => place > next.Settled).Order()] });
    }

    private static Task Say(WebSocket socket, string words, CancellationToken end) => socket.SendAsync(Encoding.UTF8.GetBytes(words), WebSocketMessageType.Text, endOfMessage: true, end);
}
