namespace TwinGrid.Physiology.Respiration;

/// <summary>The steady state of a person at rest, at sea level, in air or with oxygen: from the mass balances, in closed form.</summary>
internal sealed class RestingBreath
{
    /// <summary>Pressures of moist sea-level air, mmHg.</summary>
    public const double InspiredCO2 = .0004 * (Air.SeaLevel - Air.WaterVapour);

    /// <summary>Who lives with low oxygen has lost part of the answer to it (Weil et al., J Clin Invest 50:186, 1971): at rest it is no more of the drive than this.</summary>
    private const double MostPeripheral = .5;

    /// <param name="inspiredOxygen">Fraction of the dry inspired air.</param>
    public RestingBreath(LungParameters lung, double inspiredOxygen = Air.Oxygen)
    {
        var inspired = inspiredOxygen * (Air.SeaLevel - Air.WaterVapour);
        // A shunt of venous blood raises arterial carbon dioxide a little above the alveolar: its content curve is nearly straight there.
        var perFlow = 1 / lung.CardiacOutput;
        var behind = lung.Shunt / (1 - lung.Shunt);
        AlveolarCO2 = lung.CarbonDioxide;
        for (var i = 0; i < 8; i++)
        {
            Effective = GasExchange.StandardToBody * lung.CarbonDioxideMade / (AlveolarCO2 - InspiredCO2);
            AlveolarO2 = inspired - GasExchange.StandardToBody * lung.OxygenUse / Effective;
            var o2 = BloodGas.OxygenContent(AlveolarO2, AlveolarCO2, lung.Haemoglobin)[0] - behind * lung.OxygenUse * perFlow;
            ArterialO2 = BloodGas.OxygenPressure(o2, lung.CarbonDioxide, lung.Haemoglobin)[0];
            VenousO2 = o2 - lung.OxygenUse * perFlow;
            var co2 = BloodGas.CarbonDioxideContent(lung.CarbonDioxide, ArterialO2)[0];
            VenousCO2 = co2 + lung.CarbonDioxideMade * perFlow;
            AlveolarCO2 = BloodGas.CarbonDioxidePressure(co2 - behind * lung.CarbonDioxideMade * perFlow, AlveolarO2)[0];
        }
        Ventilation = Effective / (1 - lung.AlveolarDeadSpace) + lung.DeadSpace * lung.RespiratoryRate;
        var perGain = Math.Exp(-GasExchange.OxygenSensitivity * ArterialO2) * Math.Max(0, lung.CarbonDioxide - lung.PeripheralThreshold);
        PeripheralGain = Math.Min(lung.PeripheralGain, MostPeripheral * Ventilation / Math.Max(perGain, 1e-9));
        CentralThreshold = lung.CarbonDioxide - (Ventilation - PeripheralGain * perGain) / lung.CentralGain;
    }

    public double AlveolarO2 { get; private set; }

    public double AlveolarCO2 { get; private set; }

    public double ArterialO2 { get; private set; }

    public double VenousO2 { get; private set; }

    public double VenousCO2 { get; private set; }

    /// <summary>Ventilation that meets blood, and all of it, L/min.</summary>
    public double Effective { get; private set; }

    /// <inheritdoc cref="Effective"/>
    public double Ventilation { get; }

    /// <summary>L/min per mmHg, before its fall with oxygen.</summary>
    public double PeripheralGain { get; }

    /// <summary>Where the central drive must end for the person to breathe so, mmHg.</summary>
    public double CentralThreshold { get; }
}
