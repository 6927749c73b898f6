using TwinGrid.Alerts;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Alerts;

/// <summary>A running snooze: it silences its condition up to a severity, for exactly its period, even when the alert clears and comes back in it.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.Snooze")]
internal readonly record struct Snooze([property: Id(0)] Severity Severity, [property: Id(1)] DateTimeOffset Until, [property: Id(2)] string Who);

/// <summary>One condition of one twin while there is something to remember of it: its open alert, a running snooze, or that a person has settled it.</summary>
[GenerateSerializer, Alias("TwinGrid.Case")]
internal sealed class Case
{
    /// <summary>The system's last word on the condition: gone since then; null while it holds.</summary>
    [Id(2)] private DateTimeOffset? _goneSince;

    /// <summary>A person resolved the alert at this severity while the condition held: it raises nothing up to it until it is gone.</summary>
    [Id(3)] private Severity? _settled;

    [Id(4)] private Snooze? _snooze;

    [Id(0)] public Condition Condition { get; set; }

    /// <summary>The open alert; null when there is none.</summary>
    [Id(1)] public Alert? Open { get; set; }

    /// <summary>An independent case that holds the same.</summary>
    public Case Copy() => (Case)MemberwiseClone(); // all it holds is immutable

    /// <summary>True when nothing is left to remember.</summary>
    public bool IsOver => Open is null && _settled is null && _snooze is null;

    /// <summary>The condition holds.</summary>
    /// <returns>The alert, raised or worsened; null when that changes nothing.</returns>
    public Alert? Holds(Finding finding, AlertRule rule, TwinId twin, Func<DateTimeOffset, string> newId, DateTimeOffset now)
    {
        _goneSince = null;
        if (!finding.Raises) return null;
        if (Open is { } open)
        {
            if (finding.Severity <= open.Severity) return null;
            _snooze = null; // worsening breaks through
            return Open = open.Worsen(rule, finding, now);
        }
        if (finding.Severity <= _settled) return null;
        _settled = null;
        Open = AlertLife.Raise(twin, newId(finding.Onset ?? now), rule, finding, now);
        if (_snooze is { } snooze && snooze.Until > now && finding.Severity <= snooze.Severity)
            Open = Open.Step(now, "snooze", snooze.Who, "an earlier snooze still runs", AlertState.Snoozed, snooze.Until);
        else _snooze = null;
        return Open;
    }

    /// <summary>The condition is gone; when it stays gone long enough, the alert resolves.</summary>
    public Alert? IsGone(TimeSpan clearsAfter, DateTimeOffset now)
    {
        _goneSince ??= now;
        if (now - _goneSince < clearsAfter) return null;
        (_settled, _goneSince) = (null, null);
        var resolved = Open?.Step(now, "resolve", AlertLife.System, "the condition has cleared", AlertState.Resolved);
        Open = null;
        return resolved;
    }

    /// <summary>What time alone does: a snooze ends, a high alert nobody acknowledged escalates.</summary>
    public Alert? Passes(DateTimeOffset now)
    {
        if (_snooze is { } snooze && snooze.Until <= now) _snooze = null;
        if (Open is not { } open || _goneSince is not null) return null; // what is about to clear calls nobody
        if (open.State == AlertState.Snoozed && open.SnoozedUntil <= now)
            return Open = open.Step(now, "unsnooze", AlertLife.System, "the snooze ended", AlertState.Raised);
        if (EscalatesAt is { } due && due <= now)
            return Open = open.Step(now, "escalate", AlertLife.System, $"nobody acknowledged it for {Wording.Span(AlertLife.EscalatesAfter)}", AlertState.Escalated);
        return null;
    }

    /// <summary>A person does something, having been allowed to.</summary>
    public Alert Obeys(AlertCommand command, DateTimeOffset now)
    {
        var open = Open!;
        _snooze = command.Action == AlertAction.Snooze ? new Snooze(open.Severity, command.Until!.Value, command.Who) : null;
        var (word, state) = command.Action switch
        {
            AlertAction.Acknowledge => ("acknowledge", AlertState.Acknowledged),
            AlertAction.Snooze => ("snooze", AlertState.Snoozed),
            AlertAction.Unsnooze => ("unsnooze", AlertState.Raised),
            AlertAction.Escalate => ("escalate", AlertState.Escalated),
            _ => ("resolve", AlertState.Resolved),
        };
        var after = open.Step(now, word, command.Who, command.Note, state, _snooze?.Until);
        Open = after.IsOpen ? after : null;
        if (!after.IsOpen) _settled = open.Severity;
        return after;
    }

    /// <summary>The moment at which time alone changes something; null for never.</summary>
    public DateTimeOffset? Moment(TimeSpan clearsAfter) =>
        _goneSince is { } since ? since + clearsAfter : Open is { State: AlertState.Snoozed, SnoozedUntil: { } until } ? until : EscalatesAt;

    private DateTimeOffset? EscalatesAt =>
        Open is { State: AlertState.Raised, Severity: Severity.High } open ? open.CallsSince() + AlertLife.EscalatesAfter : null;
}
