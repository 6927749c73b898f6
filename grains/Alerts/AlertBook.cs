using TwinGrid.Alerts;
using TwinGrid.Grains.Saving;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Alerts;

/// <summary>
/// The alerts of one twin: judges its circumstances by every rule, keeps one alert per condition, and leads each through its life. The same packets and
/// commands at the same times leave the same alerts with the same ids. Belongs to one grain.
/// </summary>
[GenerateSerializer, Alias("TwinGrid.AlertBook")]
public sealed class AlertBook : IPacks
{
    /// <summary>The longest snooze.</summary>
    public static TimeSpan LongestSnooze { get; } = TimeSpan.FromHours(24);

    /// <summary>Resolved alerts remembered, so that a command that comes too late is told so.</summary>
    private const int ResolvedKept = 8;

    [Id(0)] private readonly List<Case> _cases = [];

    /// <summary>As versions up to November 2026 stored them, and at hand; written empty. Oldest resolution first.</summary>
    [Id(1)] private List<Alert> _resolved = [];

    /// <summary>The same as they are stored; null when they are at hand.</summary>
    [Id(3)] private byte[]? _packedResolved;

    [Id(2)] private DateTimeOffset _judgedAt;

    /// <summary>Room for what the rules find, shared by the books that are judged on a thread.</summary>
    [ThreadStatic] private static List<Finding>? s_found;

    /// <summary>The open alerts, oldest first.</summary>
    public IReadOnlyList<Alert> Open => _cases.Count == 0 ? [] : [.. _cases.Select(@case => @case.Open).OfType<Alert>()];

    private List<Alert> Resolved
    {
        get
        {
            if (_packedResolved is { } packed) (_resolved, _packedResolved) = (PackedAlerts.Read(packed), null);
            return _resolved;
        }
    }

    /// <summary>Brings it into the form that is stored.</summary>
    public void Pack()
    {
        if (_resolved.Count > 0) (_packedResolved, _resolved) = (PackedAlerts.Of(_resolved), []);
    }

    public void Level() => _ = Resolved; // compressed they depend on the compressor's version

    /// <summary>Judges the circumstances as they are at a time.</summary>
    /// <returns>The alerts that changed, each as it now is.</returns>
    public IReadOnlyList<Alert> Judge(in TwinCircumstances twin, DateTimeOffset now)
    {
        Dictionary<string, Alert>? changed = null; // most packets change nothing
        var found = s_found ??= [];
        found.Clear();
        foreach (var rule in AlertRules.Each)
        {
            var known = found.Count;
            rule.Judge(twin, now, found);
            for (var i = known; i < found.Count; i++) Note(Holds(found[i], rule, twin.TwinId, now), ref changed);
        }
        foreach (var @case in _cases)
        {
            if (!IsAmong(found, @case.Condition)) Note(@case.IsGone(ClearsAfter(@case.Condition), now), ref changed);
            Note(@case.Passes(now), ref changed);
        }
        if (_cases.Count > 0) _cases.RemoveAll(@case => @case.IsOver);
        _judgedAt = now;
        return changed is null ? [] : [.. changed.Values];
    }

    /// <summary>An independent book that holds the same.</summary>
    public AlertBook Copy()
    {
        var copy = new AlertBook { _judgedAt = _judgedAt };
        copy._cases.AddRange(_cases.Select(@case => @case.Copy()));
        (copy._resolved, copy._packedResolved) = ([.. _resolved], _packedResolved);
        return copy;
    }

    /// <summary>Why what a person asks does not fit; null when it does.</summary>
    public AlertOutcome? Objection(AlertCommand command, DateTimeOffset now)
    {
        if (CaseOf(command) is not { Open: { } open })
        {
            return Resolved.Find(alert => alert.Id == command.AlertId) is { } resolved
                ? new AlertOutcome(resolved, $"The alert is resolved since {Wording.Clock(resolved.Steps[^1].At)}; nothing can be done to it any more.")
                : new AlertOutcome(null, $"There is no open alert '{command.AlertId}'.");
        }
        return Refusal(open, command, now) is { } refused ? new AlertOutcome(open, refused) : null;
    }

    /// <summary>Does what a person asks.</summary>
    /// <returns>The alert after it, or why nothing was done.</returns>
    public AlertOutcome Handle(AlertCommand command, DateTimeOffset now)
    {
        if (Objection(command, now) is { } refused) return refused;
        var after = CaseOf(command)!.Obeys(command, now);
        if (!after.IsOpen) Remember(after);
        return new AlertOutcome(after, null);
    }

    /// <summary>When time alone may next change something; null for never. It can lie in the past, when the last judgement was made as of an earlier time.</summary>
    public DateTimeOffset? NextCheck(in TwinCircumstances twin, DateTimeOffset now)
    {
        var judged = now < _judgedAt ? now : _judgedAt;
        DateTimeOffset? next = null;
        foreach (var rule in AlertRules.Each)
            if (rule.NextMoment(twin, judged) is { } moment && !(moment >= next)) next = moment;
        foreach (var @case in _cases)
            if (@case.Moment(ClearsAfter(@case.Condition)) is { } moment && moment > judged && !(moment >= next)) next = moment;
        return next;
    }

    /// <summary>Whether a rule has something to remember of this twin: an alert, a snooze, or one that a person has settled.</summary>
    public bool Remembers(string rule) => _cases.Count > 0 && _cases.Exists(@case => string.Equals(@case.Condition.Rule, rule, StringComparison.Ordinal));

    private static bool IsAmong(List<Finding> found, Condition condition)
    {
        foreach (var finding in found)
            if (finding.Condition == condition) return true;
        return false;
    }

    private void Note(Alert? alert, ref Dictionary<string, Alert>? changed)
    {
        if (alert is null) return;
        (changed ??= new(StringComparer.Ordinal))[alert.Id] = alert;
        if (!alert.IsOpen) Remember(alert);
    }

    private Case? CaseOf(Condition condition)
    {
        foreach (var @case in _cases)
            if (@case.Condition == condition) return @case;
        return null;
    }

    private Case? CaseOf(AlertCommand command) => _cases.Find(@case => @case.Open?.Id == command.AlertId);

    private Alert? Holds(Finding finding, AlertRule rule, TwinId twin, DateTimeOffset now)
    {
        var standing = CaseOf(finding.Condition);
        if (standing is null && !finding.Raises) return null;
        if (standing is null) _cases.Add(standing = new Case { Condition = finding.Condition });
        return Holds(standing, finding, rule, twin, now);
    }

    private Alert? Holds(Case standing, Finding finding, AlertRule rule, TwinId twin, DateTimeOffset now)
    {
        return standing.Holds(finding, rule, twin, NewId, now);

        string NewId(DateTimeOffset onset)
        {
            string id;
            do
            {
                id = AlertIds.Of(twin, rule.Name, finding.Condition.Signal, finding.Condition.Direction, finding.Condition.DeviceId, onset);
                onset = onset.AddTicks(1); // settled and worse within one silence: the same onset, another alert
            }
            while (Resolved.Exists(alert => alert.Id == id));
            return id;
        }
    }

    private static string? Refusal(Alert alert, AlertCommand command, DateTimeOffset now) => command switch
    {
        { Who: null or "" } => "Say who does it: 'who' is empty.",
        { Action: AlertAction.Acknowledge } when alert.State == AlertState.Acknowledged => $"{alert.Steps[^1].Who} has acknowledged it already.",
        { Action: AlertAction.Escalate } when alert.State == AlertState.Escalated => $"{alert.Steps[^1].Who} has escalated it already.",
        { Action: AlertAction.Unsnooze } when alert.State != AlertState.Snoozed => "It is not snoozed.",
        { Action: AlertAction.Snooze, Until: null } => "A snooze needs its end: 'until' is missing.",
        { Action: AlertAction.Snooze, Until: { } until } when until <= now => $"A snooze must end after now ({now:u}); 'until' is {until:u}.",
        { Action: AlertAction.Snooze, Until: { } until } when until - now > LongestSnooze => $"A snooze lasts at most {LongestSnooze.TotalHours:0} hours; 'until' is {until:u}.",
        { Action: > AlertAction.Resolve } => $"There is no action {(int)command.Action}.",
        _ => null,
    };

    /// <summary>A rule that is no more clears its alerts at once.</summary>
    private static TimeSpan ClearsAfter(Condition condition) =>
        AlertRules.All.FirstOrDefault(rule => rule.Name == condition.Rule)?.ClearsAfter ?? TimeSpan.Zero;

    private void Remember(Alert resolved)
    {
        Resolved.Add(resolved);
        if (Resolved.Count > ResolvedKept) Resolved.RemoveAt(0);
    }
}
