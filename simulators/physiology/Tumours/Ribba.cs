using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tumours;

/// <summary>
/// A low-grade glioma: proliferating cells, quiescent cells, and quiescent cells that the treatment damaged; the drug (K-PD) leaves by first order, in
/// closed form. Sizes in mm, time in months.
/// </summary>
/// <remarks>Ribba, Kaloshi, Peyre, et al., Clin Cancer Res 18:5071, 2012.</remarks>
public readonly struct Ribba : IDrivenModel<Ribba.State, Ribba.Rates, Ribba.Drug>
{
    public struct State
    {
        public Lanes Proliferating, Quiescent, Damaged;
    }

    /// <summary>1/month; damage per unit of drug that leaves.</summary>
    public struct Rates
    {
        public Lanes Leaving, Growth, ToQuiescence, Repair, Death, Damage;
    }

    /// <summary>The amount of drug at a time.</summary>
    public struct Drug
    {
        public Lanes From, Amount;
    }

    /// <summary>The size at which growth ends, mm.</summary>
    public const double Capacity = 100;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Rates p, in Drug u, Lanes time, out State dy)
    {
        var hit = p.Damage * p.Leaving * u.Amount * Lanes.Exp(p.Leaving * (u.From - time));
        var becomeQuiescent = p.ToQuiescence * y.Proliferating;
        var repaired = p.Repair * y.Damaged;
        var damaged = hit * y.Quiescent;
        var size = y.Proliferating + y.Quiescent + y.Damaged;
        dy.Proliferating = p.Growth * y.Proliferating * (1 - size * (1 / Capacity)) + repaired - becomeQuiescent - hit * y.Proliferating;
        dy.Quiescent = becomeQuiescent - damaged;
        dy.Damaged = damaged - repaired - p.Death * y.Damaged;
    }

    /// <summary>The tumour's size: all cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Figure(in State y, in Rates p) => y.Proliferating + y.Quiescent + y.Damaged;

    internal static Rates Of(RibbaPerson person) => new()
    {
        Leaving = person.Leaving, Growth = person.Growth, ToQuiescence = person.ToQuiescence, Repair = person.Repair, Death = person.Death, Damage = person.Damage,
    };

    internal static State StartOf(RibbaPerson person) => new() { Proliferating = person.Proliferating, Quiescent = person.Quiescent };
}

/// <summary>One person's tumour.</summary>
public readonly record struct RibbaPerson()
{
    /// <summary>How fast the drug leaves, 1/month.</summary>
    public double Leaving { get; init; } = .24;

    /// <summary>1/month.</summary>
    public double Growth { get; init; } = .121;

    /// <summary>From proliferation to quiescence, 1/month.</summary>
    public double ToQuiescence { get; init; } = .0295;

    /// <summary>From damage back to proliferation, 1/month.</summary>
    public double Repair { get; init; } = .0031;

    /// <summary>Of damaged cells, 1/month.</summary>
    public double Death { get; init; } = .00867;

    /// <summary>Damage per unit of drug that leaves.</summary>
    public double Damage { get; init; } = .729;

    /// <summary>Proliferating cells at the start, mm.</summary>
    public double Proliferating { get; init; } = 7.13;

    /// <summary>Quiescent cells at the start, mm.</summary>
    public double Quiescent { get; init; } = 41.2;
}
