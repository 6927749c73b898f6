namespace TwinGrid.Forecasts;

public enum ScenarioEventKind : byte
{
    /// <summary>Carbohydrate, g.</summary>
    Meal = 0,

    /// <summary>Bolus, IU.</summary>
    Insulin = 1,

    /// <summary>Exercise; the amount is the heart rate held, /min, for the duration.</summary>
    Exercise = 2,

    /// <summary>Basal insulin is not delivered for the duration.</summary>
    SkippedDose = 3,
}

/// <summary>Something that might happen.</summary>
/// <param name="Kind">What.</param>
/// <param name="After">How long from now; ≥ 0.</param>
/// <param name="Amount">g, IU or /min by kind; unused for a skipped dose.</param>
/// <param name="Duration">How long it lasts, for exercise and skipped doses.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ScenarioEvent")]
public readonly record struct ScenarioEvent(
    [property: Id(0)] ScenarioEventKind Kind,
    [property: Id(1)] TimeSpan After,
    [property: Id(2)] double Amount,
    [property: Id(3)] TimeSpan Duration);

/// <summary>A what-if: what is asked about, over which horizon, and what would happen.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.Scenario")]
public sealed record Scenario(
    [property: Id(0)] Vitals.Signal Signal,
    [property: Id(1)] TimeSpan Horizon,
    [property: Id(2)] IReadOnlyList<ScenarioEvent> Events);

/// <summary>The course as it would be, beside the course with the scenario; both from the same members, so they can be subtracted.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.WhatIf")]
public sealed record WhatIf([property: Id(0)] Forecast Baseline, [property: Id(1)] Forecast WithScenario);
