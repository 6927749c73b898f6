using TwinGrid.Alerts;
using TwinGrid.Forecasts;
using TwinGrid.Gateway.Pages.Ward;
using TwinGrid.History;
using TwinGrid.Patients;
using TwinGrid.Treatments;
using TwinGrid.Vitals;
using TwinGrid.Watch;

namespace TwinGrid.Pages.Tests.Fakes;

/// <summary>A ward without a grid: people who look real, changed by the test.</summary>
public sealed class FakeWard : IWardView
{
    private readonly WardBook _book = new(deskCount: 1);
    private readonly Dictionary<string, TwinGlance> _twins = [];
    private readonly TimeProvider _time;
    private Exception? _broken;

    public FakeWard(TimeProvider time, bool isLoaded = true)
    {
        _time = time;
        if (isLoaded) _book.Replace(0, new WorklistPage([], 0));
    }

    public List<AlertCommand> Commands { get; } = [];

    public List<Scenario> Scenarios { get; } = [];

    public string? RefuseWith { get; set; }

    public string? DeclineWith { get; set; }

    public DateTimeOffset Now => _time.GetUtcNow();

    public WardList List => _book.List;

    /// <summary>From now on the grid throws this; null: it answers again.</summary>
    public void Break(Exception? error) => _broken = error;

    public void Silence(bool silent) => _book.Heard(0, !silent);

    public void Put(TwinGlance glance)
    {
        lock (_twins) _twins[glance.Id.Value] = glance;
        _book.Apply(0, [new DeskEvent(1, null, RowOf(glance))]);
    }

    /// <summary>Puts many at once.</summary>
    public void Fill(IEnumerable<TwinGlance> glances)
    {
        var all = glances.ToList();
        lock (_twins) all.ForEach(glance => _twins[glance.Id.Value] = glance);
        _book.Replace(0, new WorklistPage([.. all.Select(RowOf)], all.Count));
    }

    public void Change(string twin, Func<TwinGlance, TwinGlance> change)
    {
        TwinGlance changed;
        lock (_twins) changed = change(_twins[twin]);
        Put(changed);
    }

    public IAsyncEnumerable<WardNews> Changes(TwinId? of, CancellationToken cancel) => _book.Changes(of, cancel);

    public Task<TwinGlance?> Glance(TwinId twin)
    {
        if (_broken is not null) return Task.FromException<TwinGlance?>(_broken);
        lock (_twins) return Task.FromResult(_twins.GetValueOrDefault(twin.Value));
    }

    public Task<IReadOnlyList<HistoryBucket>> Course(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int points) =>
        Task.FromResult<IReadOnlyList<HistoryBucket>>(Knows(twin, signal) ? People.Course(signal, from, to, points, Now) : []);

    public Task<ModelCourse> ModelCourse(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to) =>
        Task.FromResult(Knows(twin, signal) ? People.Believed(signal, from, to, Now) : TwinGrid.Forecasts.ModelCourse.None(signal, from));

    public Task<IReadOnlyList<HistoryPoint>> Samples(TwinId twin, Signal signal, DateTimeOffset from, DateTimeOffset to, int limit) =>
        Task.FromResult<IReadOnlyList<HistoryPoint>>(Knows(twin, Signal.Glucose) ? People.Samples(signal, from, to) : []);

    public Task<Forecast> Forecast(TwinId twin, Signal signal, TimeSpan horizon) => Task.FromResult(
        !Knows(twin, signal) ? TwinGrid.Forecasts.Forecast.Decline(signal, Now, "fake 1", null, "never observed") : People.Ahead(signal, Now, horizon, shift: 0));

    public Task<WhatIf> Imagine(TwinId twin, Scenario scenario)
    {
        Scenarios.Add(scenario);
        var baseline = People.Ahead(scenario.Signal, Now, scenario.Horizon, shift: 0);
        return Task.FromResult(DeclineWith is { } reason
            ? new WhatIf(baseline, TwinGrid.Forecasts.Forecast.Decline(scenario.Signal, Now, "fake 1", null, reason))
            : new WhatIf(baseline, People.Ahead(scenario.Signal, Now, scenario.Horizon, shift: scenario.Events.Sum(ShiftOf))));
    }

    private static double ShiftOf(ScenarioEvent planned) => planned.Kind switch
    {
        ScenarioEventKind.Meal => planned.Amount,
        ScenarioEventKind.Insulin => -8 * planned.Amount,
        _ => -14,
    };

    public List<TreatmentQuestion> Questions { get; } = [];

    public Task<TreatmentFile?> Treatments(TwinId twin)
    {
        lock (_twins) return Task.FromResult(_twins.ContainsKey(twin.Value) ? Treated.File(Now) : null);
    }

    public Task<TreatmentAnswer> Evaluate(TwinId twin, TreatmentQuestion question)
    {
        Questions.Add(question);
        return Task.FromResult(question.About.Covariates.ContainsKey("AAG") ? new TreatmentAnswer(null, Treated.Effects(question, Now)) : new(new("covariates.AAG", "is missing (alpha-1 acid glycoprotein, g/L)"), null));
    }

    public Task<DoseAnswer> Optimise(TwinId twin, DoseQuestion question) => Task.FromResult(new DoseAnswer(null, Treated.Findings(question)));

    public Task<AlertOutcome> Handle(TwinId twin, AlertCommand command)
    {
        if (_broken is not null) return Task.FromException<AlertOutcome>(_broken);
        Commands.Add(command);
        if (RefuseWith is { } refused) return Task.FromResult(new AlertOutcome(null, refused));
        Alert? handled = null;
        Change(twin.Value, glance => glance with
        {
            OpenAlerts = [.. glance.OpenAlerts.Select(alert => alert.Id == command.AlertId ? handled = Handled(alert, command) : alert).Where(alert => alert.IsOpen)],
        });
        return Task.FromResult(new AlertOutcome(handled, null));
    }

    private Alert Handled(Alert alert, AlertCommand command) => alert with
    {
        State = command.Action switch
        {
            AlertAction.Acknowledge => AlertState.Acknowledged,
            AlertAction.Snooze => AlertState.Snoozed,
            AlertAction.Escalate => AlertState.Escalated,
            AlertAction.Resolve => AlertState.Resolved,
            _ => AlertState.Raised,
        },
        SnoozedUntil = command.Until,
        Version = alert.Version + 1,
        Steps = [.. alert.Steps, new AlertStep(Now, command.Action.ToString().ToLowerInvariant(), command.Who, command.Note)],
    };

    private bool Knows(TwinId twin, Signal signal)
    {
        lock (_twins) return _twins.TryGetValue(twin.Value, out var glance) && glance.Latest.Any(sign => sign.Signal == signal);
    }

    private TwinRow RowOf(TwinGlance glance)
    {
        var worst = glance.OpenAlerts.OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.State == AlertState.Raised ? 0 : 1).FirstOrDefault();
        var urgency = worst is null ? 0 : (Math.Pow(10, (int)worst.Severity) * (worst.State == AlertState.Raised ? 2 : 1)) + ((Now - worst.RaisedAt).TotalHours / 100);
        return new TwinRow(
            glance.Id, urgency, glance.News2?.Score, glance.Latest, worst, glance.OpenAlerts.Count,
            glance.Latest.Count == 0 ? null : glance.Latest.Max(sign => sign.ObservedAt), 1,
            glance.OpenAlerts.FirstOrDefault(alert => alert.Rule == "forecast-crossing")?.ObservedAt);
    }
}
