using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tests.Solvers;

internal struct Nothing;

internal struct Rate
{
    public Lanes Value;
}

internal struct Swing
{
    public Lanes Position, Velocity;
}

/// <summary>x″ = −ω²x: known to the last digit.</summary>
internal readonly struct Pendulum : IOdeModel<Swing, Rate, Nothing>
{
    public static void Derivatives(in Swing y, in Rate p, in Nothing u, out Swing dy)
    {
        dy.Position = y.Velocity;
        dy.Velocity = -p.Value * p.Value * y.Position;
    }
}

internal struct Species
{
    public Lanes A, B, C;
}

/// <summary>Robertson's chemical reactions, the classic of stiffness (rates 0.04, 1e4, 3e7).</summary>
internal readonly struct Robertson : IOdeModel<Species, Rate, Nothing>
{
    public static void Derivatives(in Species y, in Rate p, in Nothing u, out Species dy)
    {
        var forward = p.Value * y.A;
        var back = 1e4 * y.B * y.C;
        var fast = 3e7 * y.B * y.B;
        dy.A = back - forward;
        dy.B = forward - back - fast;
        dy.C = fast;
    }
}

/// <summary>x″ = ((1 − x²)x′ − x)/ε.</summary>
internal readonly struct VanDerPol : IOdeModel<Swing, Rate, Nothing>
{
    public static void Derivatives(in Swing y, in Rate p, in Nothing u, out Swing dy)
    {
        dy.Position = y.Velocity;
        dy.Velocity = ((1 - y.Position * y.Position) * y.Velocity - y.Position) / p.Value;
    }
}

/// <summary>mg.</summary>
internal struct Amounts
{
    public Lanes Depot, Central;
}

/// <summary>1/h.</summary>
internal struct Disposition
{
    public static readonly Disposition Usual = new() { Absorption = 0.9 + 0.1 * Lanes.Numbers, Elimination = 0.1 + 0.02 * Lanes.Numbers };

    public Lanes Absorption, Elimination;
}

/// <summary>mg/h.</summary>
internal struct Infusion
{
    public Lanes Rate;
}

/// <summary>A drug that is swallowed or infused.</summary>
internal readonly struct OneCompartment : IOdeModel<Amounts, Disposition, Infusion>
{
    public static void Derivatives(in Amounts y, in Disposition p, in Infusion u, out Amounts dy)
    {
        dy.Depot = -p.Absorption * y.Depot;
        dy.Central = p.Absorption * y.Depot + u.Rate - p.Elimination * y.Central;
    }
}

/// <summary>So much swallowed, and the infusion set to a rate.</summary>
internal readonly record struct Dose(double Time, double Mg, double MgPerH) : ILaneEvent<Amounts, Infusion>
{
    public void Apply(ref Amounts y, ref Infusion u)
    {
        y.Depot += Mg;
        u.Rate = MgPerH;
    }
}
