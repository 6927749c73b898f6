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
