namespace TwinGrid.Physiology.Respiration;

/// <summary>What is different from rest at sea level: air, heart, work, drug, disease. Absent values leave things as they are.</summary>
public sealed record LungScenario
{
    /// <summary>m above the sea.</summary>
    public double AltitudeM { get; init; }

    /// <summary>Fractions of the dry inspired air.</summary>
    public double InspiredOxygen { get; init; } = Air.Oxygen;

    /// <inheritdoc cref="InspiredOxygen"/>
    public double InspiredCarbonDioxide { get; init; } = .0004;

    /// <summary>L/min; null: the person's own.</summary>
    public double? CardiacOutput { get; init; }

    /// <summary>Metabolism, times rest.</summary>
    public double Metabolism { get; init; } = 1;

    /// <summary>Share of the breathing drive that opioids take away: C/(C50 + C) of the drug; 0 to below 1.</summary>
    public double OpioidDepression { get; init; }

    /// <summary>Shunt in place of the person's own, share of the blood; null: the person's own.</summary>
    public double? Shunt { get; init; }
}
