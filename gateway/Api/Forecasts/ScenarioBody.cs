namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>A what-if.</summary>
/// <param name="Events">What would happen, 1 to 20 events.</param>
/// <param name="Signal">What is asked about, by code or short name; glucose unless given.</param>
/// <param name="Horizon">How far: ISO 8601 duration or minutes as text or number; the signal's longest unless given.</param>
public sealed record ScenarioBody(IReadOnlyList<ScenarioEventBody> Events, string? Signal = null, object? Horizon = null);

/// <summary>Something that might happen.</summary>
/// <param name="Kind">meal, insulin, exercise, skippedDose.</param>
/// <param name="AfterMinutes">Minutes from now, within the horizon; 0 unless given.</param>
/// <param name="Amount">meal: 1 to 500 g of carbohydrate; insulin: 0.05 to 100 [iU]; exercise: the heart rate held, 60 to 220 /min; skippedDose: none.</param>
/// <param name="Unit">UCUM; g, [iU] or /min unless given.</param>
/// <param name="DurationMinutes">exercise: 1 to 480; skippedDose: 1 to 1440; others: none.</param>
public sealed record ScenarioEventBody(string Kind, double? AfterMinutes = null, double? Amount = null, string? Unit = null, double? DurationMinutes = null);
