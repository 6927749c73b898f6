using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Drugs;

/// <summary>
/// S-warfarin and clotting: two compartments, absorbed by first order; the drug holds back the making of clotting factors, which thin out by a fast
/// chain and a slow one. Amounts in mg, time in h; the figure is the concentration, mg/L.
/// </summary>
/// <remarks>Hamberg, Dahl, Barban, et al., Clin Pharmacol Ther 81:529, 2007.</remarks>
public readonly struct HambergWarfarin : IDrivenModel<HambergWarfarin.State, HambergWarfarin.Rates, HambergWarfarin.Nothing>
{
    private const double Steepness = .424, Scale = 20, Power = 3.61;

    public struct State
    {
        public Lanes Depot, Central, Peripheral, Fast1, Fast2, Fast3, Fast4, Fast5, Fast6, Slow;
    }

    /// <summary>1/h; the logarithm of the concentration of half the effect; one over the central volume.</summary>
    public struct Rates
    {
        public Lanes Absorption, Elimination, Outward, Back, PerVolume, LogHalf, Fast, Slow;
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
        var there = y.Central > 1e-12;
        var ratio = Lanes.Exp(Steepness * (Lanes.Log(Lanes.Select(there, y.Central * p.PerVolume, 1)) - p.LogHalf));
        var made = Lanes.Select(there, 1 / (1 + ratio), 1);
        dy.Fast1 = p.Fast * (made - y.Fast1);
        dy.Fast2 = p.Fast * (y.Fast1 - y.Fast2);
        dy.Fast3 = p.Fast * (y.Fast2 - y.Fast3);
        dy.Fast4 = p.Fast * (y.Fast3 - y.Fast4);
        dy.Fast5 = p.Fast * (y.Fast4 - y.Fast5);
        dy.Fast6 = p.Fast * (y.Fast5 - y.Fast6);
        dy.Slow = p.Slow * (made - y.Slow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Figure(in State y, in Rates p) => y.Central * p.PerVolume;

    /// <summary>A body at rest without drug.</summary>
    public static State Rest => new() { Fast1 = 1, Fast2 = 1, Fast3 = 1, Fast4 = 1, Fast5 = 1, Fast6 = 1, Slow = 1 };

    /// <summary>The international normalised ratio.</summary>
    /// <param name="baseline">Without drug.</param>
    public static double Inr(in State y, int lane, double baseline = 1) => baseline + Scale * Math.Pow(Math.Max(1 - y.Fast6[lane] * y.Slow[lane], 0), Power);

    /// <summary>The typical patient of an age with these genes, in all lanes.</summary>
    /// <param name="ageYears">From 18 on.</param>
    /// <param name="cyp2c9">A pair of *1, *2, *3.</param>
    /// <param name="vkorc1">-1639G&gt;A: GG, AG or AA.</param>
    public static Rates Of(double ageYears, string cyp2c9, string vkorc1)
    {
        var reduced = cyp2c9 switch
        {
            "*1/*1" => 0,
            "*1/*2" => .315,
            "*1/*3" => .453,
            "*2/*2" => .722,
            "*2/*3" => .690,
            "*3/*3" => .852,
            _ => throw new Pharmacogenomics.UnknownGenotypeException($"CYP2C9 '{cyp2c9}' is no pair of *1, *2, *3 in rising order."),
        };
        var half = vkorc1 switch
        {
            "GG" => 4.61,
            "AG" or "GA" => 3.02,
            "AA" => 2.20,
            _ => throw new Pharmacogenomics.UnknownGenotypeException($"VKORC1 '{vkorc1}' is none of GG, AG, AA."),
        };
        const double Volume = 13.8, Exchange = .131, SecondVolume = 6.59;
        var clearance = .314 * (1 - .0091 * (ageYears - 71)) * (1 - reduced);
        return new()
        {
            Absorption = 2, Elimination = clearance / Volume, Outward = Exchange / Volume, Back = Exchange / SecondVolume, PerVolume = 1 / Volume,
            LogHalf = Lanes.Log(half), Fast = 1 / 11.6, Slow = 1.0 / 120,
        };
    }
}
