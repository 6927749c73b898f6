using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>
/// What happened at a desk, for readers that pull. Alert events stand in a bounded ring, a reader that lags behind it is told that it missed some;
/// of a twin's rows only the newest is kept, so these are never missed, only merged. Belongs to one grain.
/// </summary>
/// <param name="epoch">Tells this ring from one that was lost with its desk.</param>
internal sealed class EventRing(long epoch, TimeProvider time)
{
    private const int AlertsKept = 4096;

    private readonly DeskEvent?[] _alerts = new DeskEvent?[AlertsKept];

    /// <summary>The twins whose rows were told, by sequence: the newest is always added at the end.</summary>
    private readonly LinkedList<ListedTwin> _rows = new();

    private long _alertsAdded;
    private long _sequence;
    private long _lostUpTo;

    /// <summary>Those who wait for the next event; null when nobody does.</summary>
    private TaskCompletionSource? _news;

    public void Add(Alert alert)
    {
        ref var place = ref _alerts[_alertsAdded++ % AlertsKept];
        if (place is { } lost) _lostUpTo = lost.Sequence;
        place = new DeskEvent(++_sequence, alert, null);
        Announce();
    }

    /// <summary>The row of a twin changed.</summary>
    public void Add(ListedTwin twin)
    {
        twin.Sequence = ++_sequence;
        TakeOut(twin);
        _rows.AddLast(twin.Place);
        Announce();
    }

    /// <summary>Forgets what happened to a twin. Places stay as they are.</summary>
    /// <param name="listed">The twin as it was listed; null when it was not.</param>
    public void Forget(TwinId twin, ListedTwin? listed)
    {
        for (var place = 0; place < _alerts.Length; place++)
            if (_alerts[place] is { Alert: { } alert } happened && alert.TwinId == twin) _alerts[place] = happened with { Alert = null };
        if (listed is not null) TakeOut(listed);
    }

    /// <summary>Events after a place, waiting for the first up to <paramref name="wait"/>, or until the silo stops.</summary>
    public async Task<EventPage> Read(EventMark? after, int limit, TimeSpan wait, CancellationToken stop)
    {
        if (after is not { } mark) return new EventPage([], Missed: false, new EventMark(epoch, _sequence));
        var lost = mark.Epoch != epoch;
        var from = lost ? 0 : mark.Sequence;
        if (!lost && from >= _sequence)
        {
            try
            {
                await (_news ??= NewSignal()).Task.WaitAsync(wait, time, stop);
            }
            catch (Exception error) when (error is TimeoutException or OperationCanceledException)
            {
                return new EventPage([], Missed: false, mark); // nothing happened: that is an answer
            }
        }
        var events = After(from, limit);
        var next = events.Count == limit ? events[^1].Sequence : _sequence;
        return new EventPage(events, lost || from < _lostUpTo, new EventMark(epoch, next));
    }

    /// <summary>The first events after a place: those of the alerts and those of the rows, each in its order, merged.</summary>
    private List<DeskEvent> After(long from, int limit)
    {
        var events = new List<DeskEvent>(AlertsAfter(from).Take(limit));
        events.AddRange(RowsAfter(from).Take(limit));
        events.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        if (events.Count > limit) events.RemoveRange(limit, events.Count - limit);
        return events;
    }

    private IEnumerable<DeskEvent> AlertsAfter(long from)
    {
        var (low, high) = (Math.Max(0, _alertsAdded - AlertsKept), _alertsAdded);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (_alerts[middle % AlertsKept]!.Sequence > from) high = middle;
            else low = middle + 1;
        }
        for (; low < _alertsAdded; low++) yield return _alerts[low % AlertsKept]!;
    }

    private IEnumerable<DeskEvent> RowsAfter(long from)
    {
        var first = _rows.First;
        if (first is not null && first.Value.Sequence <= from)
        {
            first = null; // a reader is rarely far behind: from the end
            for (var node = _rows.Last; node is not null && node.Value.Sequence > from; node = node.Previous) first = node;
        }
        for (; first is not null; first = first.Next) yield return first.Value.Event();
    }

    private void TakeOut(ListedTwin twin)
    {
        if (twin.Place.List is not null) _rows.Remove(twin.Place);
    }

    private void Announce()
    {
        _news?.TrySetResult();
        _news = null;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
