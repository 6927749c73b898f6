namespace TwinGrid.Physiology.Respiration;

/// <summary>What air is: pressures in mmHg.</summary>
public static class Air
{
    /// <summary>Fraction of oxygen in dry air.</summary>
    public const double Oxygen = .2093;

    public const double SeaLevel = 760, WaterVapour = 47;

    /// <summary>Barometric pressure at an altitude, m: the ICAO standard atmosphere.</summary>
    public static double At(double altitudeM) => SeaLevel * Math.Pow(1 - 2.25577e-5 * altitudeM, 5.25588);
}
