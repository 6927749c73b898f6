using System.Collections.Frozen;

namespace TwinGrid.Formats.AppleHealth;

/// <summary>Quantities of HealthKit that have a signal here.</summary>
internal static class AppleHealthTypes
{
    public const string Prefix = "HKQuantityTypeIdentifier", Sleep = "HKCategoryTypeIdentifierSleepAnalysis", BodyMassIndex = "BodyMassIndex";

    private static readonly AppleUnit[] Rate = [new("count/min", "/min"), new("count/s", "/s")], Glucose = [new("mg/dL", "mg/dL"), new("mmol<180.1558800000541>/L", "mmol/L"), new("mmol/L", "mmol/L")];

    /// <summary>By the part of the identifier after <see cref="Prefix"/>.</summary>
    public static FrozenDictionary<string, AppleType> All { get; } = new Dictionary<string, AppleType>(StringComparer.Ordinal)
    {
        ["HeartRate"] = new("8867-4", Rate),
        ["RestingHeartRate"] = new("40443-4", Rate),
        ["RespiratoryRate"] = new("9279-1", Rate),
        ["OxygenSaturation"] = new("59408-5", [new("%", "%")]) { IsShare = true },
        ["BodyTemperature"] = new("8310-5", [new("degC", "Cel"), new("degF", "[degF]"), new("K", "K")]),
        ["BodyMass"] = new("29463-7", [new("kg", "kg"), new("g", "g"), new("lb", "[lb_av]"), new("st", "[stone_av]"), new("oz", "[oz_av]")]),
        ["BloodGlucose"] = new("2339-0", Glucose),
        ["BloodPressureSystolic"] = new("8480-6", [new("mmHg", "mm[Hg]"), new("kPa", "kPa")]),
        ["BloodPressureDiastolic"] = new("8462-4", [new("mmHg", "mm[Hg]"), new("kPa", "kPa")]),
        ["StepCount"] = new("55423-8", [new("count", "{steps}")]) { AddsUp = true },
        ["DietaryCarbohydrates"] = new("9059-7", [new("g", "g"), new("mg", "mg")]) { AddsUp = true },
    }.ToFrozenDictionary(StringComparer.Ordinal);
}

/// <summary>A quantity of HealthKit.</summary>
/// <param name="Code">LOINC.</param>
/// <param name="Units">As the export writes them.</param>
internal sealed record AppleType(string Code, IReadOnlyList<AppleUnit> Units)
{
    /// <summary>True for what is counted over a time and stands at its end.</summary>
    public bool AddsUp { get; init; }

    /// <summary>True where the export writes % and means a share of 1.</summary>
    public bool IsShare { get; init; }
}

/// <summary>A unit as an export writes it, and in UCUM.</summary>
internal readonly record struct AppleUnit(string Written, string Ucum);
