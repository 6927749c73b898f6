using TwinGrid.Gateway.Api.Alerts;
using TwinGrid.Watch;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>The twins ordered by urgency.</summary>
/// <param name="Total">How many twins are registered in all.</param>
public sealed record WorklistView(IReadOnlyList<RowView> Twins, int Total);

/// <summary>One line of the worklist.</summary>
/// <param name="Urgency">Higher is more urgent.</param>
/// <param name="Worst">The open alert that ranks first; null when none is open.</param>
/// <param name="ForecastCrossing">When a forecast expects a limit to be crossed.</param>
/// <param name="Version">Rises with what is known of the twin: the row with the higher one is newer.</param>
public sealed record RowView(
    string TwinId, double Urgency, int? News2, IReadOnlyList<LatestView> Latest, AlertView? Worst, int OpenAlerts, DateTimeOffset? LastObservedAt,
    DateTimeOffset? ForecastCrossing, long Version)
{
    internal static RowView Of(TwinRow row, DateTimeOffset now) => new(
        row.TwinId.Value, double.IsFinite(row.Urgency) ? row.Urgency : 0, row.News2, [.. row.Latest.Select(sign => LatestView.Of(sign, now))],
        row.Worst is { } worst ? AlertView.Of(worst) : null, row.OpenAlerts, row.LastObservedAt, row.ForecastCrossing, row.Version);
}
