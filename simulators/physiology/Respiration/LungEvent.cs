namespace TwinGrid.Physiology.Respiration;

public enum LungEventKind : byte
{
    /// <summary>m above the sea.</summary>
    Altitude,

    /// <summary>Fraction of oxygen breathed.</summary>
    InspiredOxygen,

    /// <summary>Share of the breathing drive that opioids take away, 0 to below 1.</summary>
    Opioid,

    /// <summary>Share of the blood that passes no air.</summary>
    Shunt,
}

/// <summary>Something that happens to a person's breathing.</summary>
/// <param name="AfterMinutes">How long from now; ≥ 0.</param>
/// <param name="Amount">By kind.</param>
/// <param name="DurationMinutes">How long; 0: for good.</param>
public readonly record struct LungEvent(LungEventKind Kind, double AfterMinutes, double Amount, double DurationMinutes)
{
    internal double Ends => DurationMinutes <= 0 ? double.PositiveInfinity : AfterMinutes + DurationMinutes;
}

/// <summary>What is seen of breathing.</summary>
public enum LungSign : byte
{
    /// <summary>/min.</summary>
    Rate,

    /// <summary>SpO2, %.</summary>
    Saturation,
}
