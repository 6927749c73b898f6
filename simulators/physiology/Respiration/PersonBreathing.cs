namespace TwinGrid.Physiology.Respiration;

/// <summary>What is known of a person's breathing at rest.</summary>
/// <param name="RespiratoryRate">/min, 4 to 60.</param>
/// <param name="SaturationPercent">SpO2, 50 to 100.</param>
/// <param name="InspiredOxygen">Fraction of oxygen it is breathed with, .2093 to 1.</param>
/// <param name="CardiacOutput">L/min, 1 to 20.</param>
/// <param name="WeightKg">30 to 300.</param>
/// <param name="Female">Sex, for the haemoglobin; null: not known.</param>
/// <param name="RetainsCarbonDioxide">Lives with much carbon dioxide, as in chronic obstructive disease.</param>
public sealed record PersonBreathing(
    double RespiratoryRate, double SaturationPercent, double InspiredOxygen, double CardiacOutput, double WeightKg, bool? Female, bool RetainsCarbonDioxide)
{
    /// <summary>Carbon dioxide that those who retain it rest at, mmHg: above 45 by definition.</summary>
    private const double Retained = 50;

    /// <summary>Body weight beyond this hardly breathes, kg.</summary>
    private const double HeaviestBreathing = 120;

    /// <summary>Weight of the published adult, kg.</summary>
    private const double PublishedWeight = 77;

    /// <summary>
    /// The lung of the person: gas exchange and dead space by weight, the rate and the carbon dioxide of rest, and the shunt that shows the saturation.
    /// Haemoglobin: 15 g/dL in men, 13.5 in women.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">A figure is outside what is said above.</exception>
    public LungParameters Lung()
    {
        Within(RespiratoryRate, 4, 60, nameof(RespiratoryRate));
        Within(InspiredOxygen, Air.Oxygen, 1, nameof(InspiredOxygen));
        Within(CardiacOutput, 1, 20, nameof(CardiacOutput));
        Within(WeightKg, 30, 300, nameof(WeightKg));
        var published = new LungParameters();
        var size = Math.Min(WeightKg, HeaviestBreathing) / PublishedWeight;
        return (published with
        {
            RespiratoryRate = RespiratoryRate, CardiacOutput = CardiacOutput, CarbonDioxide = RetainsCarbonDioxide ? Retained : published.CarbonDioxide,
            OxygenUse = published.OxygenUse * size, CarbonDioxideMade = published.CarbonDioxideMade * size, DeadSpace = published.DeadSpace * size,
            CentralGain = published.CentralGain * size, PeripheralGain = published.PeripheralGain * size,
            Haemoglobin = Female switch { true => 13.5, false => 15, null => 14.2 },
        }).WithSaturation(SaturationPercent, InspiredOxygen);
    }

    /// <summary>Fraction of oxygen by nasal prongs or mask at a flow, L/min: four hundredths more a litre, .60 at most.</summary>
    /// <remarks>The usual bedside rule (Wettstein, Shelledy, Peters, Respir Care 50:604, 2005, found .02 to .05 a litre, by how the person breathes).</remarks>
    public static double OxygenByFlow(double litresPerMinute) => Math.Clamp(Air.Oxygen + .04 * litresPerMinute, Air.Oxygen, .60);

    private static void Within(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high)) throw new ArgumentOutOfRangeException(name, value, $"{name} must lie within {low} and {high}.");
    }
}
