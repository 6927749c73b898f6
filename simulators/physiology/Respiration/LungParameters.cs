using MathNet.Numerics.RootFinding;

namespace TwinGrid.Physiology.Respiration;

/// <summary>One person's breathing at rest, at sea level, in air. What a doctor knows stands here; thresholds follow from it.</summary>
public sealed record LungParameters
{
    private const double MostShunt = .6;

    /// <summary>Breaths per minute.</summary>
    public double RespiratoryRate { get; init; } = 14;

    /// <summary>Arterial carbon dioxide, mmHg.</summary>
    public double CarbonDioxide { get; init; } = 39.5;

    /// <summary>L/min, STPD: 3.5 mL/kg/min of 77 kg, and a respiratory quotient of .85.</summary>
    public double OxygenUse { get; init; } = .27;

    /// <inheritdoc cref="OxygenUse"/>
    public double CarbonDioxideMade { get; init; } = .23;

    /// <summary>L/min.</summary>
    public double CardiacOutput { get; init; } = 5.6;

    /// <summary>g/dL.</summary>
    public double Haemoglobin { get; init; } = 15;

    /// <summary>Share of the blood that passes no air: .02 to .05 in health.</summary>
    public double Shunt { get; init; } = .03;

    /// <summary>Anatomical dead space, L.</summary>
    public double DeadSpace { get; init; } = .11;

    /// <summary>Share of the alveolar ventilation that meets no blood.</summary>
    public double AlveolarDeadSpace { get; init; } = .166;

    /// <summary>Central chemoreflex, L/min per mmHg: steady-state responses of healthy people lie around 1.5 to 2.5.</summary>
    public double CentralGain { get; init; } = 1.8;

    /// <summary>Peripheral chemoreflex, L/min per mmHg, before its fall with oxygen (Khoo 1982).</summary>
    public double PeripheralGain { get; init; } = 30.24;

    /// <summary>Carbon dioxide below which the carotid bodies are silent, mmHg: low, so that hypoxia still drives at altitude.</summary>
    public double PeripheralThreshold { get; init; } = 32;

    /// <summary>The same person with the shunt that shows this saturation at rest, %; at least 0 and at most 60 % of the blood.</summary>
    /// <param name="saturationPercent">SpO2 at rest, 50 to 100.</param>
    /// <param name="inspiredOxygen">Fraction of oxygen it was measured with.</param>
    public LungParameters WithSaturation(double saturationPercent, double inspiredOxygen = Air.Oxygen)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(saturationPercent, 50);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(saturationPercent, 100);
        return this with { Shunt = Excess(0) <= 0 ? 0 : Excess(MostShunt) >= 0 ? MostShunt : Brent.FindRoot(Excess, 0, MostShunt, 1e-12, 100) };

        double Excess(double shunt) => 100 * BloodGas.Saturation(new RestingBreath(this with { Shunt = shunt }, inspiredOxygen).ArterialO2, CarbonDioxide)[0] - saturationPercent;
    }
}
