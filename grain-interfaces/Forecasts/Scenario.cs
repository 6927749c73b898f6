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

    /// <summary>Blood lost, mL, over the duration (5 minutes unless given).</summary>
    Bleeding = 4,

    /// <summary>Blood, or fluid that stays in the vessels, given, mL, over the duration (5 minutes unless given).</summary>
    Transfusion = 5,

    /// <summary>A pacemaker's lower rate, /min.</summary>
    Pacing = 6,

    /// <summary>An aortic valve of this effective area takes the place of the patient's, cm².</summary>
    ValveReplacement = 7,

    /// <summary>Systemic vascular resistance, times: below 1 a vasodilator, above a pressor.</summary>
    VascularResistance = 8,

    /// <summary>Strength of the left ventricle, times.</summary>
    Contractility = 9,

    /// <summary>Speed of a left-ventricular assist pump, revolutions a minute.</summary>
    AssistPump = 10,

    /// <summary>m above the sea.</summary>
    Altitude = 11,

    /// <summary>Oxygen breathed, %.</summary>
    InspiredOxygen = 12,

    /// <summary>Share of the breathing drive that opioids take away, %.</summary>
    Opioid = 13,

    /// <summary>Share of the blood that passes the lung without air, %.</summary>
    Shunt = 14,
}

/// <summary>Something that might happen.</summary>
/// <param name="Kind">What.</param>
/// <param name="After">How long from now; ≥ 0.</param>
/// <param name="Amount">In the unit its kind names; unused for a skipped dose.</param>
/// <param name="Duration">How long it lasts; zero for what happens at once, and for what stays.</param>
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
