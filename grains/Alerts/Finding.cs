using TwinGrid.Alerts;

namespace TwinGrid.Grains.Alerts;

/// <summary>What a rule sees: a condition that holds now.</summary>
/// <param name="Severity">How bad it is now.</param>
/// <param name="Raises">
/// True when it is bad enough to raise or worsen an alert; false when it only keeps an open one open (the band between raising and clearing, or a lack of
/// fresh data, which is no proof of health).
/// </param>
/// <param name="Value">In <paramref name="Unit"/>.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="ObservedAt">When the value was observed or, for forecasts, is expected.</param>
/// <param name="Reason">One sentence for people: value, unit, trend, time, why.</param>
/// <param name="Onset">When the condition came up where time alone brought it; null where a packet did.</param>
public sealed record Finding(
    Condition Condition, Severity Severity, bool Raises, double? Value, string Unit, Trend Trend, DateTimeOffset? ObservedAt, string Reason,
    DateTimeOffset? Onset = null)
{
    /// <summary>Name and version of the model whose forecast shows it; empty for what was measured.</summary>
    public string Model { get; init; } = "";

    /// <summary>A finding that raises nothing and keeps an open alert open.</summary>
    public static Finding Holds(Condition condition) => new(condition, Severity.Low, Raises: false, null, "", Trend.Unknown, null, "");
}
