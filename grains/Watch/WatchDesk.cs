using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using TwinGrid.Alerts;
using TwinGrid.Erasure;
using TwinGrid.Grains.Saving;
using TwinGrid.Grains.Seats;
using TwinGrid.Patients;
using TwinGrid.Storage.Snapshots;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>The desk of one share of the population. Interleaves calls: its books change only between awaits.</summary>
[GrainType("watch-desk"), KeepAlive, Reentrant, Seated]
public sealed class WatchDesk : Grain, IWatchDesk, IDisposable
{
    /// <summary>How often the desk looks which rows to save, and how long a row of a twin that is heard all the time waits: the twins report them anew.</summary>
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(10), RowWaits = TimeSpan.FromMinutes(2);

    /// <summary>Rows saved at a time, so that no alert waits behind them all.</summary>
    private const int RowsAtATime = 500;

    private readonly IPersistentState<DeskAlerts> _olderAlerts;
    private readonly IPersistentState<DeskRoster> _olderRoster;
    private readonly SavedRows<Alert> _savedAlerts;
    private readonly SavedRows<TwinRow> _savedRows;
    private readonly DeskAlerts _alerts = new();
    private readonly ListedTwins _twins = new();

    /// <summary>Rows that changed since they were saved, with the time from which on they are saved; oldest first.</summary>
    private readonly Queue<(DateTimeOffset Due, string Twin)> _toSave = new();
    private readonly List<Alert> _unannounced = [];
    private readonly SeatPlan _seats;
    private readonly AlertMeter _meter;
    private readonly TimeProvider _time;
    private readonly IErasedTwins _erased;

    /// <summary>The silo stops, or the desk moves: whoever waits for events is answered at once, for the desk cannot leave before.</summary>
    private readonly CancellationTokenSource _leaves;
    private EventRing _events = null!;

    /// <param name="olderAlerts">The alerts as versions before 0.2 stored them, whole.</param>
    /// <param name="olderRoster">The roster likewise.</param>
    public WatchDesk(
        [PersistentState("alerts", RareState.Store)] IPersistentState<DeskAlerts> olderAlerts,
        [PersistentState("roster", RareState.Store)] IPersistentState<DeskRoster> olderRoster,
        SavedRowSets rows, SeatPlan seats, AlertMeter meter, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_olderAlerts, _olderRoster, _seats, _meter, _time, _leaves) = (olderAlerts, olderRoster, seats, meter, time, CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping));
        _erased = rows.Erased;
        _savedAlerts = rows.Of<Alert>("desk-alert", this.GetPrimaryKeyLong());
        _savedRows = rows.Of<TwinRow>("desk-row", this.GetPrimaryKeyLong());
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _events = new EventRing(epoch: _time.GetUtcNow().UtcTicks, _time);
        var alerts = new List<Alert>();
        await _savedAlerts.Load(alerts.Add, cancellationToken);
        foreach (var alert in alerts.OrderBy(alert => alert.Steps.Count > 0 ? alert.Steps[^1].At : alert.RaisedAt)) Take(alert);
        await _savedRows.Load(row => _twins.Report(row), cancellationToken);
        await TakeOver();
        foreach (var alert in _alerts.InOrder()) _events.Add(alert); // whoever followed the desk before it was lost may have missed any of them
        this.RegisterGrainTimer(LookRound, new GrainTimerCreationOptions(LooksEvery, LooksEvery) { Interleave = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => SaveRows(DateTimeOffset.MaxValue, cancellationToken);

    public void Dispose() => _leaves.Dispose();

    public Task Enrol(TwinRow row)
    {
        if (!_erased.Contains(row.TwinId.Value) && _twins.Report(row) is { } twin)
        {
            _events.Add(twin);
            twin.IsUnsaved = false;
            _savedRows.Put(row.TwinId.Value, row);
        }
        return Durable(_savedRows);
    }

    public async Task ReportAlerts(IReadOnlyList<Alert> alerts)
    {
        var news = alerts.Where(Take).ToList();
        foreach (var alert in news.Where(alert => _alerts.Find(alert.Id) is not null)) _savedAlerts.Put(alert.Id, alert);
        news.InsertRange(0, _unannounced);
        _unannounced.Clear();
        try
        {
            await Durable(_savedAlerts);
        }
        catch
        {
            _unannounced.AddRange(news); // they stand in the book, but nobody was told: the next that becomes durable makes these durable too
            throw;
        }
        news.ForEach(_events.Add); // seen only once durable
        news.ForEach(_meter.Seen);
    }

    public Task ReportRows(IReadOnlyList<TwinRow> rows)
    {
        foreach (var row in rows)
        {
            if (_erased.Contains(row.TwinId.Value) || _twins.Report(row) is not { } twin) continue;
            _events.Add(twin);
            if (!twin.IsUnsaved) _toSave.Enqueue((_time.GetUtcNow() + RowWaits, twin.Id.Value));
            twin.IsUnsaved = true;
        }
        return Task.CompletedTask;
    }

    public async Task<long> Erase(TwinId twin)
    {
        _erased.LetGo(twin);
        var alerts = _alerts.Forget(twin);
        foreach (var alert in alerts) _savedAlerts.Remove(alert.Id);
        var listed = _twins.Forget(twin);
        _savedRows.Remove(twin.Value);
        _unannounced.RemoveAll(alert => alert.TwinId == twin);
        _events.Forget(twin, listed);
        await Durable(_savedAlerts);
        await Durable(_savedRows);
        return alerts.Count + (listed is null ? 0 : 1);
    }

    public Task<WorklistPage> Rows(int limit) => Task.FromResult(_twins.MostUrgent(limit));

    public Task<IReadOnlyList<TwinRow>> RowsOf(IReadOnlyList<TwinId> twins) => Task.FromResult(_twins.Of(twins));

    public Task<IReadOnlyList<Alert>> Alerts(AlertQuery query) => Task.FromResult(_alerts.Find(query));

    public Task<Alert?> Alert(string alertId) => Task.FromResult(_alerts.Find(alertId));

    public Task<EventPage> Events(EventMark? after, int limit, TimeSpan wait) => _events.Read(after, limit, wait, _leaves.Token);

    /// <summary>Takes an alert into the book; what leaves the book for it leaves the store too.</summary>
    private bool Take(Alert alert)
    {
        if (_erased.Contains(alert.TwinId.Value)) return false;
        var isNews = _alerts.Report(alert, out var forgotten);
        if (forgotten is not null) _savedAlerts.Remove(forgotten.Id);
        return isNews;
    }

    private async Task LookRound(CancellationToken stop)
    {
        await SaveRows(_time.GetUtcNow(), stop);
        if (!_seats.IsAway(this.GetGrainId())) return;
        await _leaves.CancelAsync();
        this.MigrateOnIdle();
    }

    /// <summary>Saves the rows that have waited long enough, some at a time.</summary>
    private async Task SaveRows(DateTimeOffset dueBy, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && _toSave.TryPeek(out var first) && first.Due <= dueBy)
        {
            for (var taken = 0; taken < RowsAtATime && _toSave.TryPeek(out var next) && next.Due <= dueBy; taken++)
            {
                _toSave.Dequeue();
                if (_twins.Find(next.Twin) is not { IsUnsaved: true } twin) continue;
                twin.IsUnsaved = false;
                _savedRows.Put(next.Twin, twin.Row());
            }
            await Durable(_savedRows);
        }
    }

    private async Task Durable<TRow>(SavedRows<TRow> rows) where TRow : class
    {
        try
        {
            await rows.Durable();
        }
        catch (StaleSnapshotException)
        {
            DeactivateOnIdle();
            throw;
        }
    }

    /// <summary>Brings what an older version stored whole into rows, once.</summary>
    private async Task TakeOver()
    {
        if (_olderAlerts.RecordExists)
        {
            foreach (var alert in _olderAlerts.State.All.Where(Take)) _savedAlerts.Put(alert.Id, alert);
            await Durable(_savedAlerts);
            await _olderAlerts.ClearStateAsync();
        }
        if (_olderRoster.RecordExists)
        {
            foreach (var row in _olderRoster.State.Rows.Values.Where(row => _twins.Report(row) is not null)) _savedRows.Put(row.TwinId.Value, row);
            await Durable(_savedRows);
            await _olderRoster.ClearStateAsync();
        }
    }
}
