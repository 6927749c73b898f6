using Microsoft.Extensions.Hosting;
using Orleans.Concurrency;
using TwinGrid.Alerts;
using TwinGrid.Grains.Saving;
using TwinGrid.Watch;

namespace TwinGrid.Grains.Watch;

/// <summary>The desk of one share of the population. Interleaves calls: its books change only between awaits.</summary>
[GrainType("watch-desk"), KeepAlive, Reentrant]
public sealed class WatchDesk : Grain, IWatchDesk
{
    private readonly IPersistentState<DeskAlerts> _alerts;
    private readonly IPersistentState<DeskRoster> _roster;
    private readonly TimeProvider _time;
    private readonly CancellationToken _siloStops;
    private readonly CoalescedWrite _saveAlerts;
    private readonly CoalescedWrite _saveRoster;
    private EventRing _events = null!;
    private bool _rosterChanged;

    public WatchDesk(
        [PersistentState("alerts", RareState.Store)] IPersistentState<DeskAlerts> alerts,
        [PersistentState("roster", RareState.Store)] IPersistentState<DeskRoster> roster,
        TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_alerts, _roster, _time, _siloStops) = (alerts, roster, time, lifetime.ApplicationStopping);
        _saveAlerts = new CoalescedWrite(alerts.WriteStateAsync);
        _saveRoster = new CoalescedWrite(() =>
        {
            _rosterChanged = false;
            return roster.WriteStateAsync();
        });
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _events = new EventRing(epoch: _time.GetUtcNow().UtcTicks, _time);
        this.RegisterGrainTimer(SaveRoster, new GrainTimerCreationOptions(DeskRoster.SavedEvery, DeskRoster.SavedEvery) { Interleave = true });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => SaveRoster(cancellationToken);

    public Task Enrol(TwinRow row)
    {
        if (_roster.State.Report(row)) _events.Add(row);
        return _saveRoster.Durable();
    }

    public async Task ReportAlerts(IReadOnlyList<Alert> alerts)
    {
        var news = alerts.Where(_alerts.State.Report).ToList();
        if (news.Count == 0) return;
        await _saveAlerts.Durable();
        news.ForEach(_events.Add); // seen only once durable
    }

    public Task ReportRows(IReadOnlyList<TwinRow> rows)
    {
        foreach (var row in rows)
        {
            if (!_roster.State.Report(row)) continue;
            _events.Add(row);
            _rosterChanged = true;
        }
        return Task.CompletedTask;
    }

    public Task<WorklistPage> Rows(int limit) => Task.FromResult(_roster.State.MostUrgent(limit));

    public Task<IReadOnlyList<Alert>> Alerts(AlertQuery query) => Task.FromResult(_alerts.State.Find(query));

    public Task<Alert?> Alert(string alertId) => Task.FromResult(_alerts.State.Find(alertId));

    public Task<EventPage> Events(EventMark? after, int limit, TimeSpan wait) => _events.Read(after, limit, wait, _siloStops);

    private Task SaveRoster(CancellationToken stop) => _rosterChanged ? _saveRoster.Durable() : Task.CompletedTask;
}
