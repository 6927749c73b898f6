using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Solvers;

/// <summary>How exact an adaptive solver must be, in every lane by itself.</summary>
/// <param name="Relative">Share of a variable's size.</param>
/// <param name="Absolute">Least error that matters, in the variables' units.</param>
public readonly record struct Tolerance(double Relative, double Absolute)
{
    /// <summary>Relative 1e-6, absolute 1e-6.</summary>
    public static Tolerance Usual => new(1e-6, 1e-6);

    /// <summary>Error of a step relative to what is allowed, per lane: up to 1 is good.</summary>
    public Lanes Measure<TState>(ref TState error, ref TState before, ref TState after)
        where TState : struct
    {
        var e = StateLanes.Of(ref error);
        var a = StateLanes.Of(ref before);
        var b = StateLanes.Of(ref after);
        var sum = Lanes.Zero;
        for (var i = 0; i < e.Length; i++)
        {
            var scaled = e[i] / (Absolute + Relative * Lanes.Max(Lanes.Abs(a[i]), Lanes.Abs(b[i])));
            sum += scaled * scaled;
        }
        return Lanes.Sqrt(sum / e.Length);
    }
}
