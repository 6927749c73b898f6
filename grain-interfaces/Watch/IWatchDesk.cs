using TwinGrid.Alerts;
using TwinGrid.Patients;

namespace TwinGrid.Watch;

/// <summary>
/// The desk of those who watch over a share of the population: one per log partition (its key), so that no desk sees the whole nation.
/// Keeps the worklist rows, the alerts, and a bounded ring of events that readers follow by pulling.
/// </summary>
[Alias("TwinGrid.IWatchDesk")]
public interface IWatchDesk : IGrainWithIntegerKey
{
    /// <summary>A twin was registered; it is listed from now on. Durable when it returns.</summary>
    [Alias("Enrol")] Task Enrol(TwinRow row);

    /// <summary>Changed alerts; durable when it returns. Repeats and older versions are ignored.</summary>
    [Alias("ReportAlerts")] Task ReportAlerts(IReadOnlyList<Alert> alerts);

    /// <summary>Changed rows; the newest wins.</summary>
    [Alias("ReportRows")] Task ReportRows(IReadOnlyList<TwinRow> rows);

    /// <summary>The patient was erased: row, alerts and events go. Durable when it returns; how many rows and alerts there were.</summary>
    [Alias("Erase")] Task<long> Erase(TwinId twin);

    /// <summary>Rows ordered by urgency, most urgent first.</summary>
    [Alias("Rows")] Task<WorklistPage> Rows(int limit);

    /// <summary>The rows of these twins, as far as they are listed here; in no order.</summary>
    [Alias("RowsOf")] Task<IReadOnlyList<TwinRow>> RowsOf(IReadOnlyList<TwinId> twins);

    /// <summary>Alerts that fit, newest first.</summary>
    [Alias("Alerts")] Task<IReadOnlyList<Alert>> Alerts(AlertQuery query);

    /// <summary>One alert; null when unknown.</summary>
    [Alias("Alert")] Task<Alert?> Alert(string alertId);

    /// <summary>
    /// Events after a place, waiting up to <paramref name="wait"/> for the first. <paramref name="after"/> null means "from now on".
    /// </summary>
    [Alias("Events")] Task<EventPage> Events(EventMark? after, int limit, TimeSpan wait);
}

/// <summary>One line of the worklist.</summary>
/// <param name="Urgency">Higher is more urgent; see <c>Urgency</c> in the grains.</param>
/// <param name="Latest">Newest believed value per signal.</param>
/// <param name="Worst">The open alert that ranks first; null when none is open.</param>
/// <param name="Version">Applied log offset: the newer row wins.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TwinRow")]
public sealed record TwinRow(
    [property: Id(0)] TwinId TwinId,
    [property: Id(1)] double Urgency,
    [property: Id(2)] int? News2,
    [property: Id(3)] IReadOnlyList<LatestSign> Latest,
    [property: Id(4)] Alert? Worst,
    [property: Id(5)] int OpenAlerts,
    [property: Id(6)] DateTimeOffset? LastObservedAt,
    [property: Id(7)] long Version,
    [property: Id(8)] DateTimeOffset? ForecastCrossing);

[GenerateSerializer, Immutable, Alias("TwinGrid.WorklistPage")]
public sealed record WorklistPage([property: Id(0)] IReadOnlyList<TwinRow> Rows, [property: Id(1)] int Total);

/// <param name="States">Only these states; empty for all.</param>
/// <param name="Severities">Only these severities; empty for all.</param>
/// <param name="After">Only alerts raised after this instant.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.AlertQuery")]
public sealed record AlertQuery(
    [property: Id(0)] IReadOnlyList<AlertState> States, [property: Id(1)] IReadOnlyList<Severity> Severities, [property: Id(2)] DateTimeOffset? After, [property: Id(3)] int Limit)
{
    /// <summary>Only alerts of these twins; null for all.</summary>
    [Id(4)] public IReadOnlyList<TwinId>? Of { get; init; }
}

/// <summary>A place in a desk's events. The epoch changes when the desk moved or restarted and its ring was lost.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.EventMark")]
public readonly record struct EventMark([property: Id(0)] long Epoch, [property: Id(1)] long Sequence);

/// <summary>Something happened: an alert changed, or a twin did.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.DeskEvent")]
public sealed record DeskEvent([property: Id(0)] long Sequence, [property: Id(1)] Alert? Alert, [property: Id(2)] TwinRow? Twin);

/// <param name="Missed">True when events between the asked place and the first one here are gone; open alerts must then be read anew.</param>
/// <param name="Next">Where to go on.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.EventPage")]
public sealed record EventPage([property: Id(0)] IReadOnlyList<DeskEvent> Events, [property: Id(1)] bool Missed, [property: Id(2)] EventMark Next);
