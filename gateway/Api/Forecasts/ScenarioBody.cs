namespace TwinGrid.Gateway.Api.Forecasts;

/// <summary>A what-if.</summary>
/// <param name="Events">What would happen, 1 to 20 events.</param>
/// <param name="Signal">What is asked about, by code or short name; glucose unless given.</param>
/// <param name="Horizon">How far: ISO 8601 duration or minutes as text or number; the signal's longest unless given.</param>
public sealed record ScenarioBody(IReadOnlyList<ScenarioEventBody> Events, string? Signal = null, object? Horizon = null);

/// <summary>Something that might happen.</summary>
/// <param name="Kind">
/// Glucose answers for meal, insulin, exercise, skippedDose; heart rate and pressures for exercise, bleeding, transfusion, pacing, valveReplacement,
/// vascularResistance, contractility, assistPump; saturation and respiratory rate for altitude, inspiredOxygen, opioid, shunt.
/// </param>
/// <param name="AfterMinutes">Minutes from now, within the horizon; 0 unless given.</param>
/// <param name="Amount">
/// meal: 1 to 500 g of carbohydrate; insulin: 0.05 to 100 [iU]; exercise: the heart rate held, 60 to 220 /min; skippedDose: none; bleeding, transfusion: 50 to
/// 3000 mL; pacing: lower rate, 30 to 180 /min; valveReplacement: effective aortic area, 0.4 to 5 cm2; vascularResistance: 0.3 to 3 times; contractility: 0.2 to
/// 3 times; assistPump: 3000 to 12000 /min; altitude: 0 to 6000 m; inspiredOxygen: 21 to 100 %; opioid: 0 to 90 % of the drive to breathe; shunt: 0 to 60 % of the blood.
/// </param>
/// <param name="Unit">UCUM; the unit named with the amount unless given.</param>
/// <param name="DurationMinutes">
/// exercise: 1 to 480; skippedDose: 1 to 1440; bleeding and transfusion: how long it flows, 1 to 1440, 5 unless given; meal, insulin and valveReplacement: none;
/// others: 1 to 1440, for good unless given.
/// </param>
public sealed record ScenarioEventBody(string Kind, double? AfterMinutes = null, double? Amount = null, string? Unit = null, double? DurationMinutes = null);
