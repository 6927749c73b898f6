using TwinGrid.Grains.Alerts.Rules;

namespace TwinGrid.Grains.Alerts;

/// <summary>Every rule of the grid.</summary>
public static class AlertRules
{
    public static IReadOnlyList<AlertRule> All { get; } =
        [new EarlyWarningScore(), new GlucoseLimit(), new ForecastCrossing(), new RapidChange(), new DataStopped()];
}
