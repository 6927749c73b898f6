namespace TwinGrid.Grains.Alerts;

/// <summary>NEWS2 points by parameter.</summary>
public readonly record struct News2Points(int Respiration, int Oxygenation, int AirOrOxygen, int Systolic, int Pulse, int Consciousness, int Temperature)
{
    /// <summary>0 to 20.</summary>
    public int Total => Respiration + Oxygenation + AirOrOxygen + Systolic + Pulse + Consciousness + Temperature;

    /// <summary>True when one parameter alone scores 3.</summary>
    public bool AnySingleThree => Respiration == 3 || Oxygenation == 3 || Systolic == 3 || Pulse == 3 || Consciousness == 3 || Temperature == 3;
}
