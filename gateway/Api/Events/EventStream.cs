using System.IO.Pipelines;
using TwinGrid.Gateway.Access;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>
/// One listener. Holds nothing but its place: it takes from the relays what comes after, as fast as the client reads, and says <c>missed</c> when a place is gone.
/// Whether an event may be seen is decided when it is written.
/// </summary>
internal sealed class EventStream(EventHub hub, Desks desks, EventPlaces sealing, TimeProvider time)
{
    private const int PageSize = 256;
    private const int CatchUpPages = 16;

    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);
    /// <summary>How often it is asked whether the listener may still listen: well below the five seconds within which a withdrawal closes his stream.</summary>
    private static readonly TimeSpan AskedAnew = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstAnswers = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(5);

    /// <param name="output">The client.</param>
    /// <param name="lastEventId">The place the client was at; null for "from now on".</param>
    /// <param name="only">Events of this twin only; null for all.</param>
    /// <param name="sight">What the listener may see.</param>
    /// <param name="cancel">The client left, or the gateway stops.</param>
    public async Task Run(PipeWriter output, string? lastEventId, TwinId? only, Sight sight, CancellationToken cancel)
    {
        var to = new Listener(output, only, sight, sealing, hub);
        using var listening = hub.Listen();
        await Flush(output, cancel); // the client knows at once that it is heard
        await DesksAnswered(cancel);
        var asked = lastEventId is null ? null : sealing.Open(lastEventId, desks.Count, sight);
        var places = hub.Newest();
        if (asked is not null)
            for (var i = 0; i < places.Length; i++) places[i] = asked[i] ?? places[i];
        EventWriter.Place(output, to.Place(places));
        if (lastEventId is not null && asked is null) Missed(to, places, "That place is not known here.");
        if (asked is not null) await CatchUp(to, places, cancel);
        await Flush(output, cancel);
        var (beaten, looked) = (time.GetTimestamp(), time.GetTimestamp());
        while (!cancel.IsCancellationRequested)
        {
            var changed = hub.Changed;
            if ((only ?? sight.Only) is { } followed && hub.IsErased(followed)) return;
            if (!await Forward(to, places, cancel)) await Rest(changed, sight.SeesEverything ? HeartbeatEvery : AskedAnew, cancel);
            if (!sight.SeesEverything && time.GetElapsedTime(looked) >= AskedAnew)
            {
                if (!await to.MayListen(cancel)) return;
                looked = time.GetTimestamp();
            }
            if (time.GetElapsedTime(beaten) >= HeartbeatEvery)
            {
                EventWriter.Heartbeat(output, to.Place(places));
                beaten = time.GetTimestamp();
            }
            await Flush(output, cancel);
        }
    }

    /// <summary>Waits for the first answer of every desk, but not long: one that cannot be reached must not hold up the others.</summary>
    private async Task DesksAnswered(CancellationToken cancel)
    {
        var deadline = Task.Delay(FirstAnswers, time, cancel);
        while (!deadline.IsCompleted)
        {
            var changed = hub.Changed;
            if (hub.Relays.All(relay => relay.Newest is not null)) return;
            await Task.WhenAny(changed, deadline);
        }
        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>Reads from the desks themselves what happened before this gateway followed them.</summary>
    private async Task CatchUp(Listener to, EventMark?[] places, CancellationToken cancel)
    {
        for (var partition = 0; partition < places.Length; partition++)
        {
            for (var pages = 0; pages < CatchUpPages && places[partition] is { } place && !hub.Relays[partition].Covers(place); pages++)
            {
                if (await PageAfter(place, partition, cancel) is not { Missed: false } page || page.Next == place) break; // the relay will say "missed"
                foreach (var happened in page.Events) await to.Write(places, partition, RelayedEvent.Of(happened, time.GetUtcNow()), page.Next.Epoch, cancel);
                places[partition] = page.Next;
                await Flush(to.Output, cancel);
            }
        }
    }

    private async Task<EventPage?> PageAfter(EventMark place, int partition, CancellationToken cancel)
    {
        try
        {
            return await desks[partition].Events(place, PageSize, TimeSpan.Zero).WaitAsync(cancel);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            return null; // as good as gone: the pump says in the log that the desk cannot be reached
        }
    }

    /// <summary>Hands on what is new; false when nothing was.</summary>
    private async ValueTask<bool> Forward(Listener to, EventMark?[] places, CancellationToken cancel)
    {
        var anything = false;
        for (var partition = 0; partition < places.Length; partition++)
        {
            var page = hub.Relays[partition].After(places[partition], PageSize);
            foreach (var happened in page.Events) await to.Write(places, partition, happened, page.Next!.Value.Epoch, cancel);
            places[partition] = page.Next;
            if (page.IsMissed) Missed(to, places, "Events are gone that were not read in time; read twins and open alerts anew.");
            anything |= page.IsMissed || page.Events.Count > 0;
        }
        return anything;
    }

    private static void Missed(Listener to, EventMark?[] places, string reason) =>
        EventWriter.Event(to.Output, "missed", to.Place(places), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { reason }));

    /// <summary>Waits until something changed, but not long.</summary>
    private async Task Rest(Task changed, TimeSpan atMost, CancellationToken cancel)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAny(changed, Task.Delay(atMost, time, rest.Token));
        cancel.ThrowIfCancellationRequested();
        await rest.CancelAsync();
    }

    /// <summary>Waits while the client does not read; a client that reads nothing for minutes is gone.</summary>
    private async Task Flush(PipeWriter output, CancellationToken cancel)
    {
        var flushing = output.FlushAsync(cancel);
        if (flushing.IsCompletedSuccessfully) return;
        await flushing.AsTask().WaitAsync(LongestStall, time, cancel);
    }

    /// <summary>Who listens, to what, and what of it he may see.</summary>
    private sealed class Listener(PipeWriter output, TwinId? only, Sight sight, EventPlaces sealing, EventHub hub)
    {
        public PipeWriter Output => output;

        public string Place(EventMark?[] places) => sealing.Close(places, sight);

        /// <summary>Whether there is still something to listen to.</summary>
        public async ValueTask<bool> MayListen(CancellationToken cancel) => !sight.IsOver && ((only ?? sight.Only) is not { } twin || await sight.May(twin, sight.Row.Data, cancel));

        public async ValueTask Write(EventMark?[] places, int partition, RelayedEvent? happened, long epoch, CancellationToken cancel)
        {
            if (happened is null || hub.IsErased(happened.Twin) || (only is { } twin && happened.Twin != twin)) return;
            if (!sight.SeesEverything && !await sight.May(happened.Twin, happened.Data, cancel)) return;
            places[partition] = new EventMark(epoch, happened.Sequence);
            EventWriter.Event(output, happened.Type, Place(places), happened.Json);
        }
    }
}
