using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>What becomes of amounts over one stretch of time: eight people side by side, exact.</summary>
public struct Propagator
{
    /// <summary>Share of the depot that is left.</summary>
    public Lanes DepotLeft;

    /// <summary>Shares of the depot that stand in the compartments at the end.</summary>
    public Lanes Depot1, Depot2, Depot3;

    /// <summary>Row i, column j: share of compartment j that stands in compartment i at the end.</summary>
    public Lanes M11, M12, M13, M21, M22, M23, M31, M32, M33;

    /// <summary>What a constant inflow of 1 per unit of time into the central compartment leaves in the compartments.</summary>
    public Lanes Inflow1, Inflow2, Inflow3;

    /// <summary>Carries amounts over the stretch.</summary>
    /// <param name="y">Amounts, changed in place.</param>
    /// <param name="inflow">Constant inflow into the central compartment, per unit of time.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Carry(ref CompartmentAmounts y, Lanes inflow)
    {
        var (central, second, third) = (y.Central, y.Second, y.Third);
        y.Central = Lanes.MultiplyAdd(M11, central, Lanes.MultiplyAdd(M12, second, Lanes.MultiplyAdd(M13, third, Lanes.MultiplyAdd(Depot1, y.Depot, Inflow1 * inflow))));
        y.Second = Lanes.MultiplyAdd(M21, central, Lanes.MultiplyAdd(M22, second, Lanes.MultiplyAdd(M23, third, Lanes.MultiplyAdd(Depot2, y.Depot, Inflow2 * inflow))));
        y.Third = Lanes.MultiplyAdd(M31, central, Lanes.MultiplyAdd(M32, second, Lanes.MultiplyAdd(M33, third, Lanes.MultiplyAdd(Depot3, y.Depot, Inflow3 * inflow))));
        y.Depot *= DepotLeft;
    }
}

/// <summary>Amounts in the depot and up to three compartments.</summary>
public struct CompartmentAmounts
{
    public Lanes Depot, Central, Second, Third;
}
