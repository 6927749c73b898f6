namespace TwinGrid.Physiology.Metabolism;

/// <summary>Glucose that appears or vanishes without a known cause: unannounced food, stress, movement; fading noise around zero.</summary>
/// <param name="Deviation">Standing standard deviation in a typical person, mg/kg/min.</param>
/// <param name="FadingMin">Time constant with which it fades, min.</param>
internal readonly record struct UnexplainedGlucose(double Deviation, double FadingMin)
{
    /// <summary>What is left after a time, 0 to 1.</summary>
    public double Left(double minutes) => Math.Exp(-minutes / FadingMin);

    /// <summary>Variance that a time adds, (mg/kg/min)².</summary>
    /// <param name="level">Restlessness of the person: 1 is typical.</param>
    /// <param name="minutes">The time.</param>
    public double Variance(double level, double minutes) => level * Deviation * Deviation * (1 - Math.Exp(-2 * minutes / FadingMin));
}
