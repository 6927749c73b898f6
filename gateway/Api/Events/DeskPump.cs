using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Events;

/// <summary>Follows every desk with one long poll at a time, as long as someone listens. A desk that cannot be reached is tried again; the others go on.</summary>
internal sealed partial class DeskPump(EventHub hub, Desks desks, IEnumerable<IDeskListener> listeners, SilosInReach silos, TimeProvider time, ILogger<DeskPump> logger) : BackgroundService
{
    private const int PageSize = 500;

    /// <summary>
    /// Short, for a desk that must leave its silo leaves when whoever waits has been answered: when a silo dies, Orleans ends the activations elsewhere that stood in its part
    /// of the directory, and what is reported to them meanwhile stands still.
    /// </summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestAnswer = Wait + TimeSpan.FromSeconds(5); // later than this the desk's silo is gone, and its successor waits to be asked
    private static readonly TimeSpan Linger = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly IDeskListener[] _listeners = [.. listeners];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, desks.Count).Select(partition => Follow(partition, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the gateway stops
        }
    }

    private async Task Follow(int partition, CancellationToken stop)
    {
        var (relay, lastHeard, pause) = (hub.Relays[partition], DateTimeOffset.MinValue, ShortestPause);
        EventMark? place = null;
        while (!stop.IsCancellationRequested)
        {
            if (hub.AnyoneListens) lastHeard = time.GetUtcNow();
            else if (time.GetUtcNow() - lastHeard >= Linger) place = await Rest(partition, relay, stop);
            try
            {
                var page = await Ask(partition, place, stop);
                foreach (var listener in _listeners) await listener.Heard(partition, page, isFirst: place is null, stop);
                if (Continues(page, place)) relay.Take(page, time.GetUtcNow());
                (place, pause) = (page.Next, ShortestPause);
                hub.Announce();
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                if (pause == ShortestPause) LogUnreachable(partition, error);
                foreach (var listener in _listeners) listener.Unreachable(partition);
                await Task.Delay(pause, time, stop);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Asks the desk, and asks it anew when a silo is lost meanwhile: it may have been the desk's, and would never answer.</summary>
    private async Task<EventPage> Ask(int partition, EventMark? place, CancellationToken stop)
    {
        while (true)
        {
            var lost = silos.OneIsLost;
            var answer = desks[partition].Events(place, PageSize, Wait).WaitAsync(LongestAnswer, time, stop);
            if (await Task.WhenAny(answer, lost) == answer) return await answer;
            answer.Ignore();
        }
    }

    /// <summary>Forgets and sleeps until someone listens; then begins with what happens from now on.</summary>
    private async Task<EventMark?> Rest(int partition, DeskRelay relay, CancellationToken stop)
    {
        relay.Forget();
        foreach (var listener in _listeners) listener.Rested(partition);
        await hub.SomeoneListens().WaitAsync(stop);
        return null;
    }

    private static bool Continues(EventPage page, EventMark? place) => place is null || page.Missed || page.Events.Count > 0 || page.Next != place;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Desk {Partition} cannot be reached; events of it wait")]
    private partial void LogUnreachable(int partition, Exception error);
}
