using TwinGrid.Alerts;
using TwinGrid.Patients;

namespace TwinGrid.Grains.Alerts;

/// <summary>The steps of an alert's life: each returns the alert after it, one version on, with the step written down.</summary>
internal static class AlertLife
{
    /// <summary>Who does what nobody asked for.</summary>
    public const string System = "system";

    /// <summary>An unacknowledged high alert escalates after this: a sixth of the 30 minutes NEWS2 gives to an emergency response.</summary>
    public static TimeSpan EscalatesAfter { get; } = TimeSpan.FromMinutes(5);

    private const int StepsKept = 40;

    public static Alert Raise(TwinId twin, string id, AlertRule rule, Finding finding, DateTimeOffset now) => new(
        id, twin, rule.Name, finding.Severity, finding.Condition.Signal, finding.Condition.Direction, finding.Value, finding.Unit, finding.Trend,
        RaisedAt: now, finding.ObservedAt, AlertState.Raised, finding.Reason, VersionOf(rule, finding), finding.Condition.DeviceId, SnoozedUntil: null, Version: 1,
        [new AlertStep(now, "raise", System, null)]);

    public static Alert Worsen(this Alert alert, AlertRule rule, Finding finding, DateTimeOffset now) =>
        (alert with
        {
            Severity = finding.Severity,
            Value = finding.Value,
            Unit = finding.Unit,
            Trend = finding.Trend,
            ObservedAt = finding.ObservedAt,
            Reason = finding.Reason,
            ModelVersion = VersionOf(rule, finding),
        }).Step(now, "worsen", System, $"from {Word(alert.Severity)} to {Word(finding.Severity)}", alert.State == AlertState.Escalated ? AlertState.Escalated : AlertState.Raised);

    /// <summary>One step on. The end of a snooze is forgotten unless the step is a snooze.</summary>
    public static Alert Step(this Alert alert, DateTimeOffset at, string action, string who, string? note, AlertState state, DateTimeOffset? snoozedUntil = null)
    {
        List<AlertStep> steps = [.. alert.Steps, new AlertStep(at, action, who, note)];
        if (steps.Count > StepsKept) steps.RemoveAt(1); // how it began is kept
        return alert with { State = state, SnoozedUntil = snoozedUntil, Version = alert.Version + 1, Steps = steps };
    }

    /// <summary>Since when the alert calls for somebody: its last raising, worsening, or end of a snooze.</summary>
    public static DateTimeOffset CallsSince(this Alert alert) =>
        alert.Steps.LastOrDefault(step => step.Action is "raise" or "worsen" or "unsnooze")?.At ?? alert.RaisedAt;

    public static string Word(Severity severity) => severity switch { Severity.High => "high", Severity.Medium => "medium", _ => "low" };

    private static string VersionOf(AlertRule rule, Finding finding) =>
        finding.Model.Length > 0 ? $"{rule.Name}/{rule.Version}{Alert.RestsOn}{finding.Model}" : $"{rule.Name}/{rule.Version}";
}
