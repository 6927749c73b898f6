using TwinGrid.Grains.Alerts.Rules;

namespace TwinGrid.Grains.Alerts;

/// <summary>Every rule of the grid.</summary>
public static class AlertRules
{
    private static readonly AlertRule[] s_all = [new EarlyWarningScore(), new GlucoseLimit(), new ForecastCrossing(), new RapidChange(), new DataStopped()];

    public static IReadOnlyList<AlertRule> All => s_all;

    /// <summary>The same, for who goes through them with every packet.</summary>
    internal static ReadOnlySpan<AlertRule> Each => s_all;
}
