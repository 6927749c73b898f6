using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>A drug that is swallowed, absorbed by first order, and spreads over two compartments. Amounts in mg, volumes in L, time in h; the figure is mg/L.</summary>
/// <remarks>Gabrielsson, Weiner, Pharmacokinetic and Pharmacodynamic Data Analysis, 5th ed., ch. 2.</remarks>
public readonly struct TwoCompartmentOral : IDrivenModel<TwoCompartmentOral.State, TwoCompartmentOral.Rates, TwoCompartmentOral.Nothing>
{
    public struct State
    {
        public Lanes Depot, Central, Peripheral;
    }

    /// <summary>1/h, and one over the central volume.</summary>
    public struct Rates
    {
        public Lanes Absorption, Elimination, Outward, Back, PerVolume;
    }

    public struct Nothing;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Rates p, in Nothing u, Lanes time, out State dy)
    {
        var absorbed = p.Absorption * y.Depot;
        var exchange = p.Outward * y.Central - p.Back * y.Peripheral;
        dy.Depot = -absorbed;
        dy.Central = absorbed - p.Elimination * y.Central - exchange;
        dy.Peripheral = exchange;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Figure(in State y, in Rates p) => y.Central * p.PerVolume;

    /// <summary>The rates of eight people by the parameters of <see cref="TwoCompartmentPerson"/>.</summary>
    internal static Rates Of(Lanes clearance, Lanes centralVolume, Lanes exchange, Lanes peripheralVolume, Lanes absorption) => new()
    {
        Absorption = absorption, Elimination = clearance / centralVolume, Outward = exchange / centralVolume, Back = exchange / peripheralVolume, PerVolume = 1 / centralVolume,
    };
}

/// <summary>One person's kinetics.</summary>
/// <param name="Clearance">L/h.</param>
/// <param name="CentralVolume">L.</param>
/// <param name="Exchange">Intercompartmental clearance, L/h.</param>
/// <param name="PeripheralVolume">L.</param>
/// <param name="Absorption">First-order rate, 1/h.</param>
public readonly record struct TwoCompartmentPerson(double Clearance, double CentralVolume, double Exchange, double PeripheralVolume, double Absorption);
