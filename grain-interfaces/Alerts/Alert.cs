using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Alerts;

/// <summary>The three alarm priorities of IEC 60601-1-8.</summary>
public enum Severity : byte { Low = 0, Medium = 1, High = 2 }

public enum AlertState : byte { Raised = 0, Acknowledged = 1, Snoozed = 2, Escalated = 3, Resolved = 4 }

/// <summary>Which way a signal goes.</summary>
public enum Trend : byte { Unknown = 0, FallingFast = 1, Falling = 2, Steady = 3, Rising = 4, RisingFast = 5 }

/// <summary>On which side of normal the condition lies; part of what makes two conditions different.</summary>
public enum Direction : byte { None = 0, Low = 1, High = 2 }

/// <summary>Something a person must see. One alert per condition (twin, rule, signal, direction, device), not one per sample.</summary>
/// <param name="Id">Deterministic: the same log raises the same ids.</param>
/// <param name="Value">The value that raised or last worsened it, internal unit; null where the rule has none.</param>
/// <param name="ObservedAt">When that value was observed, or for forecasts the crossing is expected.</param>
/// <param name="Reason">One sentence for people: value, unit, trend, time, why.</param>
/// <param name="ModelVersion">Name and version of the rule; where it judged a forecast, also of the model that made the forecast: <c>forecast-crossing/2 + uva-padova-t1/1</c>.</param>
/// <param name="Version">Rises with each change; the newer one wins.</param>
/// <param name="Steps">What was done, by whom, when; oldest first.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.Alert")]
public sealed record Alert(
    [property: Id(0)] string Id,
    [property: Id(1)] TwinId TwinId,
    [property: Id(2)] string Rule,
    [property: Id(3)] Severity Severity,
    [property: Id(4)] Signal Signal,
    [property: Id(5)] Direction Direction,
    [property: Id(6)] double? Value,
    [property: Id(7)] string Unit,
    [property: Id(8)] Trend Trend,
    [property: Id(9)] DateTimeOffset RaisedAt,
    [property: Id(10)] DateTimeOffset? ObservedAt,
    [property: Id(11)] AlertState State,
    [property: Id(12)] string Reason,
    [property: Id(13)] string ModelVersion,
    [property: Id(14)] string? DeviceId,
    [property: Id(15)] DateTimeOffset? SnoozedUntil,
    [property: Id(16)] int Version,
    [property: Id(17)] IReadOnlyList<AlertStep> Steps)
{
    /// <summary>What stands between a rule and the model it rests on.</summary>
    public const string RestsOn = " + ";

    /// <summary>Name and version of the model whose forecast raised or last worsened it; null where something measured did.</summary>
    public string? ForecastModel => ModelVersion.IndexOf(RestsOn, StringComparison.Ordinal) is >= 0 and var at ? ModelVersion[(at + RestsOn.Length)..] : null;

    public bool IsOpen => State != AlertState.Resolved;
}

/// <summary>One step in an alert's life.</summary>
/// <param name="Action">raise, worsen, acknowledge, snooze, unsnooze, escalate, resolve.</param>
/// <param name="Who">A person, or <c>system</c>.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AlertStep")]
public sealed record AlertStep(
    [property: Id(0)] DateTimeOffset At, [property: Id(1)] string Action, [property: Id(2)] string Who, [property: Id(3)] string? Note);

public enum AlertAction : byte { Acknowledge = 0, Snooze = 1, Unsnooze = 2, Escalate = 3, Resolve = 4 }

/// <summary>What a person does to an alert.</summary>
/// <param name="Until">End of a snooze; required for it, else null.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AlertCommand")]
public sealed record AlertCommand(
    [property: Id(0)] string AlertId, [property: Id(1)] AlertAction Action, [property: Id(2)] string Who,
    [property: Id(3)] DateTimeOffset? Until, [property: Id(4)] string? Note);

/// <summary>The alert after a command, or why the command does not fit.</summary>
/// <param name="Alert">The alert as it now is; null when there is none of that id.</param>
/// <param name="Refused">Why nothing was done (a resolved alert cannot be snoozed …); null when it was.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AlertOutcome")]
public sealed record AlertOutcome([property: Id(0)] Alert? Alert, [property: Id(1)] string? Refused);
