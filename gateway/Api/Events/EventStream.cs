using System.IO.Pipelines;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>
/// One listener. Holds nothing but its place: it takes from the relays what comes after, as fast as the client reads, and says <c>missed</c> when a place is gone.
/// </summary>
internal sealed class EventStream(EventHub hub, Desks desks, TimeProvider time)
{
    private const int PageSize = 256;
    private const int CatchUpPages = 16;

    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstAnswers = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestStall = TimeSpan.FromMinutes(5);

    /// <param name="output">The client.</param>
    /// <param name="lastEventId">The place the client was at; null for "from now on".</param>
    /// <param name="only">Events of this twin only; null for all.</param>
    /// <param name="cancel">The client left, or the gateway stops.</param>
    public async Task Run(PipeWriter output, string? lastEventId, TwinId? only, CancellationToken cancel)
    {
        using var listening = hub.Listen();
        await Flush(output, cancel); // the client knows at once that it is heard
        await DesksAnswered(cancel);
        var asked = lastEventId is null ? null : EventMarks.Parse(lastEventId, desks.Count);
        var places = hub.Newest();
        if (asked is not null)
            for (var i = 0; i < places.Length; i++) places[i] = asked[i] ?? places[i];
        EventWriter.Place(output, EventMarks.Format(places));
        if (lastEventId is not null && asked is null) Missed(output, places, "That place is not known here.");
        if (asked is not null) await CatchUp(output, places, only, cancel);
        await Flush(output, cancel);
        while (!cancel.IsCancellationRequested)
        {
            var changed = hub.Changed;
            if (!Forward(output, places, only)) await HeartbeatUnless(changed, output, places, cancel);
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
    private async Task CatchUp(PipeWriter output, EventMark?[] places, TwinId? only, CancellationToken cancel)
    {
        for (var partition = 0; partition < places.Length; partition++)
        {
            for (var pages = 0; pages < CatchUpPages && places[partition] is { } place && !hub.Relays[partition].Covers(place); pages++)
            {
                if (await PageAfter(place, partition, cancel) is not { Missed: false } page || page.Next == place) break; // the relay will say "missed"
                foreach (var happened in page.Events) Write(output, places, partition, RelayedEvent.Of(happened, time.GetUtcNow()), page.Next.Epoch, only);
                places[partition] = page.Next;
                await Flush(output, cancel);
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
    private bool Forward(PipeWriter output, EventMark?[] places, TwinId? only)
    {
        var anything = false;
        for (var partition = 0; partition < places.Length; partition++)
        {
            var page = hub.Relays[partition].After(places[partition], PageSize);
            foreach (var happened in page.Events) Write(output, places, partition, happened, page.Next!.Value.Epoch, only);
            places[partition] = page.Next;
            if (page.IsMissed) Missed(output, places, "Events are gone that were not read in time; read twins and open alerts anew.");
            anything |= page.IsMissed || page.Events.Count > 0;
        }
        return anything;
    }

    private static void Write(PipeWriter output, EventMark?[] places, int partition, RelayedEvent? happened, long epoch, TwinId? only)
    {
        if (happened is null || (only is { } twin && happened.Twin != twin)) return;
        places[partition] = new EventMark(epoch, happened.Sequence);
        EventWriter.Event(output, happened.Type, EventMarks.Format(places), happened.Json);
    }

    private static void Missed(PipeWriter output, EventMark?[] places, string reason) =>
        EventWriter.Event(output, "missed", EventMarks.Format(places), System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new { reason }));

    private async Task HeartbeatUnless(Task changed, PipeWriter output, EventMark?[] places, CancellationToken cancel)
    {
        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var pause = Task.Delay(HeartbeatEvery, time, rest.Token);
        if (await Task.WhenAny(changed, pause) == pause)
        {
            cancel.ThrowIfCancellationRequested();
            EventWriter.Heartbeat(output, EventMarks.Format(places));
        }
        await rest.CancelAsync();
    }

    /// <summary>Waits while the client does not read; a client that reads nothing for minutes is gone.</summary>
    private async Task Flush(PipeWriter output, CancellationToken cancel)
    {
        var flushing = output.FlushAsync(cancel);
        if (flushing.IsCompletedSuccessfully) return;
        await flushing.AsTask().WaitAsync(LongestStall, time, cancel);
    }
}
