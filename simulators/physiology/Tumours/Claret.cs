using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tumours;

/// <summary>
/// A tumour's size: it grows by itself, shrinks by the drug's exposure, and becomes resistant with time. The exposure is an amount that leaves by first
/// order (K-PD). Time in days.
/// </summary>
/// <remarks>Claret, Girard, Hoff, et al., J Clin Oncol 27:4103, 2009.</remarks>
public readonly struct Claret : IDrivenModel<Claret.State, Claret.Rates, Claret.Nothing>
{
    public struct State
    {
        public Lanes Exposure, Size;
    }

    /// <summary>1/day; the kill per unit of exposure.</summary>
    public struct Rates
    {
        public Lanes Growth, Kill, Resistance, Leaving;
    }

    public struct Nothing;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Rates p, in Nothing u, Lanes time, out State dy)
    {
        dy.Exposure = -p.Leaving * y.Exposure;
        dy.Size = (p.Growth - p.Kill * Lanes.Exp(-p.Resistance * time) * y.Exposure) * y.Size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Figure(in State y, in Rates p) => y.Size;

    internal static Rates Of(ClaretPerson person) => new() { Growth = person.Growth, Kill = person.Kill, Resistance = person.Resistance, Leaving = person.Leaving };
}

/// <summary>One person's tumour.</summary>
public readonly record struct ClaretPerson()
{
    /// <summary>1/day.</summary>
    public double Growth { get; init; } = .003;

    /// <summary>1/day per unit of exposure.</summary>
    public double Kill { get; init; } = .00357142857;

    /// <summary>How fast the effect is lost, 1/day.</summary>
    public double Resistance { get; init; } = .00757142857;

    /// <summary>How fast the exposure leaves, 1/day.</summary>
    public double Leaving { get; init; } = .35;

    /// <summary>Size at the start, mm.</summary>
    public double Size { get; init; } = 70;
}
