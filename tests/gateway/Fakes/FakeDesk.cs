using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Tests.Fakes;

/// <summary>A watch desk in memory: rows, alerts, and a ring of events that lasts as long as the epoch.</summary>
public sealed class FakeDesk : IWatchDesk
{
    private readonly Lock _books = new();
    private readonly List<TwinRow> _rows = [];
    private readonly List<Alert> _alerts = [];
    private readonly List<DeskEvent> _events = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _epoch = 1;
    private int _polls;
    private int _waiting;

    /// <summary>Thrown by every question when set.</summary>
    public Exception? Fault { get; set; }

    /// <summary>How often events were asked for.</summary>
    public int Polls => Volatile.Read(ref _polls);

    /// <summary>True while someone waits for events here.</summary>
    public bool IsFollowed => Volatile.Read(ref _waiting) > 0;

    public Task Enrol(TwinRow row) => ReportRows([row]);

    public Task ReportRows(IReadOnlyList<TwinRow> rows)
    {
        foreach (var row in rows)
        {
            lock (_books)
            {
                _rows.RemoveAll(known => known.TwinId == row.TwinId);
                _rows.Add(row);
            }
            Happened(null, row);
        }
        return Task.CompletedTask;
    }

    public Task ReportAlerts(IReadOnlyList<Alert> alerts)
    {
        foreach (var alert in alerts)
        {
            lock (_books)
            {
                _alerts.RemoveAll(known => known.Id == alert.Id);
                _alerts.Add(alert);
            }
            Happened(alert, null);
        }
        return Task.CompletedTask;
    }

    /// <summary>The desk moves to another silo: its ring is lost.</summary>
    public void Move()
    {
        lock (_books)
        {
            _epoch++;
            _events.Clear();
        }
    }

    public Task<long> Erase(TwinId twin)
    {
        lock (_books) return Task.FromResult((long)_rows.RemoveAll(row => row.TwinId == twin) + _alerts.RemoveAll(alert => alert.TwinId == twin));
    }

    public Task<WorklistPage> Rows(int limit) =>
        Answer(() => new WorklistPage([.. _rows.OrderByDescending(row => row.Urgency).Take(limit)], _rows.Count));

    public Task<IReadOnlyList<TwinRow>> RowsOf(IReadOnlyList<TwinId> twins) => Answer<IReadOnlyList<TwinRow>>(() => [.. _rows.Where(row => twins.Contains(row.TwinId))]);

    public Task<IReadOnlyList<Alert>> Alerts(AlertQuery query) => Answer<IReadOnlyList<Alert>>(() =>
    [
        .. _alerts.Where(a => query.States.Count == 0 || query.States.Contains(a.State))
            .Where(a => query.Severities.Count == 0 || query.Severities.Contains(a.Severity))
            .Where(a => query.Of is not { } of || of.Contains(a.TwinId))
            .Where(a => query.After is not { } after || a.RaisedAt > after).OrderByDescending(a => a.RaisedAt).Take(query.Limit),
    ]);

    public Task<Alert?> Alert(string alertId) => Answer(() => _alerts.Find(alert => alert.Id == alertId));

    public async Task<EventPage> Events(EventMark? after, int limit, TimeSpan wait)
    {
        Interlocked.Increment(ref _polls);
        if (Fault is { } fault) throw fault;
        Task news;
        lock (_books)
        {
            if (after is not { } mark) return new EventPage([], false, new EventMark(_epoch, _events.Count));
            var page = Page(mark, limit);
            if (page.Events.Count > 0 || page.Missed || wait == TimeSpan.Zero) return page;
            news = _news.Task;
        }
        Interlocked.Increment(ref _waiting);
        await Task.WhenAny(news, Task.Delay(wait, TimeProvider.System));
        Interlocked.Decrement(ref _waiting);
        if (Fault is { } later) throw later;
        lock (_books) return Page(after.Value, limit);
    }

    private EventPage Page(EventMark mark, int limit)
    {
        var lost = mark.Epoch != _epoch;
        List<DeskEvent> events = [.. _events.Where(e => e.Sequence > (lost ? 0 : mark.Sequence)).Take(limit)];
        return new EventPage(events, lost, new EventMark(_epoch, events.Count > 0 ? events[^1].Sequence : lost ? _events.Count : mark.Sequence));
    }

    private void Happened(Alert? alert, TwinRow? row)
    {
        TaskCompletionSource news;
        lock (_books)
        {
            _events.Add(new DeskEvent(_events.Count + 1, alert, row));
            (news, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        news.SetResult();
    }

    private Task<T> Answer<T>(Func<T> question)
    {
        if (Fault is { } fault) return Task.FromException<T>(fault);
        lock (_books) return Task.FromResult(question());
    }
}
