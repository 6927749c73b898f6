using System.Text.Json.Serialization;
using TwinGrid.Alerts;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Alerts;

/// <summary>Something a person must see.</summary>
/// <param name="Id">Stable; holds the twin's id.</param>
/// <param name="Rule">Which rule raised it.</param>
/// <param name="Signal">Short name of the signal; null where the rule is about none.</param>
/// <param name="Code">The signal's code.</param>
/// <param name="Value">What raised or last worsened it; a letter for coded signals, null where the rule has none.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="Trend">unknown, falling-fast, falling, steady, rising, rising-fast.</param>
/// <param name="State">raised, acknowledged, snoozed, escalated, resolved.</param>
/// <param name="Reason">One sentence for people.</param>
/// <param name="ObservedAt">When the value was observed; for a forecast, when the crossing is expected.</param>
/// <param name="Steps">What was done, by whom, when; oldest first.</param>
public sealed record AlertView(
    string Id, string TwinId, string Rule, Severity Severity, string? Signal, string? Code, object? Value, string Unit, Trend Trend, DateTimeOffset RaisedAt,
    AlertState State, string Reason, string ModelVersion, Direction Direction, DateTimeOffset? ObservedAt, string? DeviceId, DateTimeOffset? SnoozedUntil,
    int Version, IReadOnlyList<AlertStepView> Steps)
{
    internal static AlertView Of(Alert alert)
    {
        var signal = alert.Signal == TwinGrid.Vitals.Signal.None ? null : SignalCatalogue.Of(alert.Signal);
        object? value = alert.Value is { } number && double.IsFinite(number) ? signal is { IsCoded: true } ? CodedValues.Letter(signal.Signal, number) : number : null;
        return new(
            alert.Id, alert.TwinId.Value, alert.Rule, alert.Severity, signal?.Slug, signal?.Code, value, alert.Unit, alert.Trend, alert.RaisedAt,
            alert.State, alert.Reason, alert.ModelVersion, alert.Direction, alert.ObservedAt, alert.DeviceId, alert.SnoozedUntil,
            alert.Version, [.. alert.Steps.Select(step => new AlertStepView(step.At, step.Action, step.Who, step.Note))]);
    }
}

/// <param name="Action">raise, worsen, acknowledge, snooze, unsnooze, escalate, resolve.</param>
/// <param name="Who">A person, or system.</param>
public sealed record AlertStepView(
    DateTimeOffset At, string Action, string Who, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note = null);
