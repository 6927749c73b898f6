using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>How a drug moves through eight people. Volumes in L, clearances in L/h, times in h.</summary>
public struct KineticParameters()
{
    /// <summary>Elimination.</summary>
    public Lanes Clearance = 1, Volume = 1;

    /// <summary>To and from a second compartment, and its volume; used where the drug has one.</summary>
    public Lanes Exchange = 0, SecondVolume = 1;

    /// <summary>To and from a third compartment, and its volume.</summary>
    public Lanes ThirdExchange = 0, ThirdVolume = 1;

    /// <summary>First-order absorption from the depot, 1/h.</summary>
    public Lanes Absorption = 0;

    /// <summary>From a dose to its beginning in the body.</summary>
    public Lanes Lag = 0;

    /// <summary>Share of a depot dose that arrives.</summary>
    public Lanes Bioavailability = 1;

    /// <summary>Above 0: depot doses are absorbed at a constant rate over this time (zero order).</summary>
    public Lanes AbsorptionDuration = 0;

    /// <summary>The drug's movement with so many compartments.</summary>
    /// <param name="compartments">1, 2 or 3.</param>
    public readonly LinearKinetics Kinetics(int compartments)
    {
        var k10 = Clearance / Volume;
        return compartments switch
        {
            1 => LinearKinetics.One(k10),
            2 => LinearKinetics.Two(k10, Exchange / Volume, Exchange / SecondVolume),
            3 => LinearKinetics.Three(k10, Exchange / Volume, Exchange / SecondVolume, ThirdExchange / Volume, ThirdExchange / ThirdVolume),
            _ => throw new ArgumentOutOfRangeException(nameof(compartments), compartments, "A drug has one to three compartments."),
        };
    }
}
