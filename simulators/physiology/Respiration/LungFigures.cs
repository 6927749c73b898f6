namespace TwinGrid.Physiology.Respiration;

/// <summary>Breathing and blood gases at a moment.</summary>
/// <param name="RespiratoryRate">/min.</param>
/// <param name="TidalVolume">mL.</param>
/// <param name="Ventilation">Minute ventilation, L/min.</param>
/// <param name="AlveolarVentilation">Without the anatomical dead space, L/min.</param>
/// <param name="SaturationPercent">Arterial oxygen saturation, what an ideal pulse oximeter shows, %.</param>
/// <param name="ArterialO2">mmHg.</param>
/// <param name="ArterialCO2">mmHg.</param>
/// <param name="AlveolarO2">mmHg.</param>
/// <param name="VenousO2">Mixed venous, mmHg.</param>
public sealed record LungFigures(
    double RespiratoryRate, double TidalVolume, double Ventilation, double AlveolarVentilation, double SaturationPercent,
    double ArterialO2, double ArterialCO2, double AlveolarO2, double VenousO2);
