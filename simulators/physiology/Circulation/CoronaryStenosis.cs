namespace TwinGrid.Physiology.Circulation;

/// <summary>A narrowed coronary artery under full dilation of the vessels behind it, and its fractional flow reserve.</summary>
/// <remarks>
/// Pressure loss kv·Q + ks·Q² after Young &amp; Tsai, J Biomech 6:547, 1973: friction 8πμL/As² and the loss behind the throat
/// ρ/2·(1/As − 1/An)². A reserve of .80 or less is treated: Tonino et al. (FAME), NEJM 360:213, 2009.
/// </remarks>
/// <param name="DiameterStenosisPercent">How much narrower than the vessel, by diameter, 0 to below 100.</param>
/// <param name="LengthMm">Length of the narrowing.</param>
public sealed record CoronaryStenosis(double DiameterStenosisPercent, double LengthMm)
{
    /// <summary>At or below this the narrowing is treated.</summary>
    public const double TreatedAtOrBelow = .80;

    private const double DynPerCm2PerMmHg = 1333.22, BloodDensity = 1.06;

    /// <summary>Diameter of the healthy vessel, mm.</summary>
    public double VesselDiameterMm { get; init; } = 3;

    /// <summary>Pressure in the aorta and behind the heart muscle, mmHg.</summary>
    public double AorticPressure { get; init; } = 93;

    /// <inheritdoc cref="AorticPressure"/>
    public double VenousPressure { get; init; } = 5;

    /// <summary>Flow at full dilation if the vessel were healthy, mL/s.</summary>
    public double HealthyHyperaemicFlow { get; init; } = 4;

    /// <summary>Blood viscosity, poise.</summary>
    public double Viscosity { get; init; } = .035;

    /// <summary>Loss per flow, mmHg·s/mL.</summary>
    public double ViscousLoss => 8 * Math.PI * Viscosity * LengthMm / 10 / (Throat * Throat) / DynPerCm2PerMmHg;

    /// <summary>Loss per flow squared, mmHg·s²/mL².</summary>
    public double ExpansionLoss => BloodDensity / 2 * Math.Pow(1 / Throat - 1 / Vessel, 2) / DynPerCm2PerMmHg;

    /// <summary>Flow at full dilation through the narrowing, mL/s.</summary>
    public double HyperaemicFlow
    {
        get
        {
            var driving = AorticPressure - VenousPressure;
            var linear = ViscousLoss + driving / HealthyHyperaemicFlow;
            return 2 * driving / (linear + Math.Sqrt(linear * linear + 4 * ExpansionLoss * driving));
        }
    }

    /// <summary>Pressure lost over the narrowing at full dilation, mmHg.</summary>
    public double PressureLoss => (ViscousLoss + ExpansionLoss * HyperaemicFlow) * HyperaemicFlow;

    /// <summary>Pressure behind the narrowing over that before it, at full dilation.</summary>
    public double FractionalFlowReserve => (AorticPressure - PressureLoss) / AorticPressure;

    /// <summary>The same vessel with a stent that leaves so much narrowing.</summary>
    public CoronaryStenosis Stented(double residualPercent = 0) => this with { DiameterStenosisPercent = residualPercent };

    /// <summary>Cross-sections, cm².</summary>
    private double Throat => Vessel * Math.Pow(1 - DiameterStenosisPercent / 100, 2);

    private double Vessel => Math.PI / 4 * VesselDiameterMm * VesselDiameterMm / 100;
}
