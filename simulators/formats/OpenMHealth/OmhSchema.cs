namespace TwinGrid.Formats.OpenMHealth;

/// <summary>What a schema of Open mHealth asks, as far as versions differ.</summary>
/// <param name="Name">Such as heart-rate.</param>
/// <param name="Versions">Those that are understood.</param>
/// <param name="Measures">Its quantities, all of them needed.</param>
/// <param name="TimeNeededFrom">The first version that asks for a time frame.</param>
/// <param name="IntervalOnlyFrom">The first version whose time frame must be an interval; 99 where none is.</param>
internal sealed record OmhSchema(string Name, IReadOnlyList<string> Versions, IReadOnlyList<OmhMeasure> Measures, int TimeNeededFrom, int IntervalOnlyFrom = 99)
{
    private static readonly OmhUnit[] Rate = [new("beats/min", "/min")], Breaths = [new("breaths/min", "/min")], Pressure = [new("mmHg", "mm[Hg]")], Percent = [new("%", "%")];

    private static readonly OmhUnit[] Durations =
        [new("ps", "ps"), new("ns", "ns"), new("us", "us"), new("ms", "ms"), new("sec", "s"), new("min", "min"), new("h", "h"), new("d", "d"), new("wk", "wk"), new("Mo", "mo"), new("yr", "a")];

    private static readonly OmhUnit[] Masses =
        [new("fg", "fg"), new("pg", "pg"), new("ng", "ng"), new("ug", "ug"), new("mg", "mg"), new("g", "g"), new("kg", "kg"), new("Metric Ton", "t"), new("gr", "[gr]"), new("oz", "[oz_av]"), new("lb", "[lb_av]"), new("Ton", "[ston_av]")];

    /// <summary>Every schema that has a signal here.</summary>
    public static IReadOnlyList<OmhSchema> All { get; } =
    [
        new("blood-glucose", ["1.0", "2.0", "3.0", "4.0"], [new("blood_glucose", "2339-0", [new("mg/dL", "mg/dL"), new("mmol/L", "mmol/L")])], 3),
        new("blood-pressure", ["1.0", "2.0", "3.0", "3.1", "4.0"], [new("systolic_blood_pressure", "8480-6", Pressure), new("diastolic_blood_pressure", "8462-4", Pressure)], 3),
        new("body-temperature", ["1.0", "2.0", "3.0", "4.0"], [new("body_temperature", "8310-5", [new("K", "K"), new("F", "[degF]"), new("C", "Cel")])], 3),
        new("body-weight", ["1.0", "2.0", "3.0"], [new("body_weight", "29463-7", Masses)], 2),
        new("heart-rate", ["1.0", "1.1", "2.0"], [new("heart_rate", "8867-4", Rate)], 2),
        new("oxygen-saturation", ["1.0", "2.0"], [new("oxygen_saturation", "59408-5", Percent), new("supplemental_oxygen_flow_rate", "3151-8", [new("L/min", "L/min")]) { IsOptional = true }], 2),
        new("respiratory-rate", ["1.0", "2.0"], [new("respiratory_rate", "9279-1", Breaths)], 2),
        new("sleep-duration", ["1.0", "2.0"], [new("sleep_duration", "93832-4", Durations)], 2, IntervalOnlyFrom: 2) { AddsUp = true },
        new("step-count", ["1.0", "2.0", "3.0"], [new("step_count", "55423-8", [new("steps", "{steps}")]) { PlainBefore = 3 }], 2, IntervalOnlyFrom: 2) { AddsUp = true },
    ];

    /// <summary>True for what is counted over a time and stands at its end.</summary>
    public bool AddsUp { get; init; }
}

/// <summary>A quantity of a schema.</summary>
/// <param name="Field">Its field.</param>
/// <param name="Code">LOINC.</param>
/// <param name="Units">Units that the schema allows.</param>
internal sealed record OmhMeasure(string Field, string Code, IReadOnlyList<OmhUnit> Units)
{
    public bool IsOptional { get; init; }

    /// <summary>Before this version it is a bare number.</summary>
    public int PlainBefore { get; init; }
}

/// <summary>A unit as Open mHealth writes it, and in UCUM.</summary>
internal readonly record struct OmhUnit(string Written, string Ucum);
