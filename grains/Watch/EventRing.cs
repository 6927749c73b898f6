using TwinGrid.Alerts;
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

    private readonly Queue<DeskEvent> _alerts = new();
    private readonly SortedSet<DeskEvent> _rows = new(Comparer<DeskEvent>.Create((x, y) => x.Sequence.CompareTo(y.Sequence)));
    private readonly Dictionary<string, DeskEvent> _rowOf = [];
    private long _sequence;
    private long _lostUpTo;
    private TaskCompletionSource _news = NewSignal();

    public void Add(Alert alert)
    {
        _alerts.Enqueue(new DeskEvent(++_sequence, alert, null));
        if (_alerts.Count > AlertsKept) _lostUpTo = _alerts.Dequeue().Sequence;
        Announce();
    }

    public void Add(TwinRow row)
    {
        if (_rowOf.TryGetValue(row.TwinId.Value, out var previous)) _rows.Remove(previous);
        var newest = new DeskEvent(++_sequence, null, row);
        _rowOf[row.TwinId.Value] = newest;
        _rows.Add(newest);
        Announce();
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
                await _news.Task.WaitAsync(wait, time, stop);
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

    private List<DeskEvent> After(long from, int limit) =>
    [
        .. _alerts.Where(e => e.Sequence > from)
            .Concat(_rows.GetViewBetween(new DeskEvent(from + 1, null, null), new DeskEvent(long.MaxValue, null, null)))
            .OrderBy(e => e.Sequence).Take(limit),
    ];

    private void Announce()
    {
        var news = _news;
        _news = NewSignal();
        news.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
