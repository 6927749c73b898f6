using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Pharmacokinetics;

/// <summary>
/// One to three compartments, each of the outer ones joined to the central one, elimination from the central one: eight people side by side.
/// Rates in one over the unit of time.
/// </summary>
/// <remarks>
/// The exponential of the rate matrix stands as Newton's interpolation at the eigenvalues, fastest first: it needs no eigenvectors, so equal rates
/// of two outer compartments do no harm, and absorption as fast as an eigenvalue (flip-flop) has a series of its own.
/// Higham, Functions of Matrices, ch. 1.2; Gibaldi, Perrier, Pharmacokinetics, 2nd ed., app. B.
/// </remarks>
public struct LinearKinetics
{
    /// <summary>Below this an exponent's quotient is taken by its series, which is then exact to the last digit.</summary>
    private const double Small = 1e-2;

    private int _compartments;
    private Lanes _k10, _k12, _k21, _k13, _k31;

    /// <summary>The rates at which the drug leaves, fastest first; those of compartments that are not there are 0.</summary>
    public Lanes Fast, Middle, Slow;

    public static LinearKinetics One(Lanes k10) => new() { _compartments = 1, _k10 = k10, Fast = k10 };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LinearKinetics Two(Lanes k10, Lanes k12, Lanes k21)
    {
        var apart = k10 + k12 - k21;
        var fast = .5 * (k10 + k12 + k21 + Lanes.Sqrt(apart * apart + 4 * k12 * k21));
        return new() { _compartments = 2, _k10 = k10, _k12 = k12, _k21 = k21, Fast = fast, Middle = k10 * k21 / fast };
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LinearKinetics Three(Lanes k10, Lanes k12, Lanes k21, Lanes k13, Lanes k31)
    {
        var a2 = k10 + k12 + k13 + k21 + k31;
        var a1 = k10 * k21 + k10 * k31 + k21 * k31 + k13 * k21 + k12 * k31;
        var a0 = k10 * k21 * k31;
        // All three roots are real and not negative: from above and from zero Newton's steps go one way only.
        var fast = Root(a2, isFromAbove: true);
        var slow = Root(0, isFromAbove: false);
        var middle = Lanes.Select(slow > 0, a0 / (fast * slow), a2 - fast - slow);
        return new() { _compartments = 3, _k10 = k10, _k12 = k12, _k21 = k21, _k13 = k13, _k31 = k31, Fast = fast, Middle = middle, Slow = slow };

        Lanes Root(Lanes start, bool isFromAbove)
        {
            var root = start;
            var moving = Lanes.Zero <= 1;
            while (Lanes.Any(moving))
            {
                var value = Lanes.MultiplyAdd(root, Lanes.MultiplyAdd(root, root - a2, a1), -a0);
                var slope = Lanes.MultiplyAdd(root, 3 * root - 2 * a2, a1);
                var next = root - value / slope;
                moving &= isFromAbove ? next < root : next > root;
                root = Lanes.Select(moving, next, root);
            }
            return root;
        }
    }

    /// <summary>How much of a unit put into the central compartment leaves at each of the three rates: the central amount is their sum, each times e to minus its rate and time.</summary>
    public readonly (Lanes Fast, Lanes Middle, Lanes Slow) CentralShares() => _compartments switch
    {
        1 => (1, 0, 0),
        2 => ((Fast - _k21) / (Fast - Middle), (_k21 - Middle) / (Fast - Middle), 0),
        _ => (
            (_k21 - Fast) * (_k31 - Fast) / ((Middle - Fast) * (Slow - Fast)),
            (_k21 - Middle) * (_k31 - Middle) / ((Fast - Middle) * (Slow - Middle)),
            (_k21 - Slow) * (_k31 - Slow) / ((Fast - Slow) * (Middle - Slow))),
    };

    /// <summary>What becomes of amounts over a stretch of time.</summary>
    /// <param name="duration">Not negative.</param>
    /// <param name="absorption">First-order rate from the depot; 0 where there is none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly Propagator Over(Lanes duration, Lanes absorption)
    {
        var depotLeft = Lanes.Exp(-absorption * duration);
        var fast = Exponent(Fast, duration, absorption, depotLeft);
        if (_compartments == 1)
            return new() { DepotLeft = depotLeft, M11 = fast.Left, Depot1 = fast.Absorbed, Inflow1 = fast.Inflow };
        var middle = Exponent(Middle, duration, absorption, depotLeft);
        var gap = Reciprocal(Middle - Fast);
        var first = (fast - middle) * gap;
        var inside = Fast - _k10 - _k12 - _k13;
        if (_compartments == 2)
            return new()
            {
                DepotLeft = depotLeft,
                M11 = fast.Left + first.Left * inside, M12 = first.Left * _k21, M21 = first.Left * _k12, M22 = fast.Left + first.Left * (Fast - _k21),
                Depot1 = fast.Absorbed + first.Absorbed * inside, Depot2 = first.Absorbed * _k12,
                Inflow1 = fast.Inflow + first.Inflow * inside, Inflow2 = first.Inflow * _k12,
            };
        var slow = Exponent(Slow, duration, absorption, depotLeft);
        var second = (first - (middle - slow) * Reciprocal(Slow - Middle)) * Reciprocal(Slow - Fast);
        // (K + fast)(K + middle), row by row.
        Lanes in2 = Middle - _k10 - _k12 - _k13, out2 = Middle - _k21, out3 = Middle - _k31;
        Lanes b11 = in2 * inside + _k21 * _k12 + _k31 * _k13, b12 = in2 * _k21 + _k21 * (Fast - _k21), b13 = in2 * _k31 + _k31 * (Fast - _k31);
        Lanes b21 = _k12 * inside + out2 * _k12, b22 = _k12 * _k21 + out2 * (Fast - _k21), b23 = _k12 * _k31;
        Lanes b31 = _k13 * inside + out3 * _k13, b32 = _k13 * _k21, b33 = _k13 * _k31 + out3 * (Fast - _k31);
        return new()
        {
            DepotLeft = depotLeft,
            M11 = fast.Left + first.Left * inside + second.Left * b11, M12 = first.Left * _k21 + second.Left * b12, M13 = first.Left * _k31 + second.Left * b13,
            M21 = first.Left * _k12 + second.Left * b21, M22 = fast.Left + first.Left * (Fast - _k21) + second.Left * b22, M23 = second.Left * b23,
            M31 = first.Left * _k13 + second.Left * b31, M32 = second.Left * b32, M33 = fast.Left + first.Left * (Fast - _k31) + second.Left * b33,
            Depot1 = fast.Absorbed + first.Absorbed * inside + second.Absorbed * b11, Depot2 = first.Absorbed * _k12 + second.Absorbed * b21,
            Depot3 = first.Absorbed * _k13 + second.Absorbed * b31,
            Inflow1 = fast.Inflow + first.Inflow * inside + second.Inflow * b11, Inflow2 = first.Inflow * _k12 + second.Inflow * b21,
            Inflow3 = first.Inflow * _k13 + second.Inflow * b31,
        };
    }

    /// <summary>One over a difference of rates. Where they are equal, what it is multiplied with is zero too, and so must the product be.</summary>
    private static Lanes Reciprocal(Lanes gap) => Lanes.Select(Lanes.Abs(gap) > 0, 1 / gap, 0);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static Functions Exponent(Lanes rate, Lanes duration, Lanes absorption, Lanes depotLeft)
    {
        var left = Lanes.Exp(-rate * duration);
        var apart = Lanes.Abs(rate - absorption);
        var near = Lanes.Max(left, depotLeft) * duration * Series(apart * duration);
        var absorbed = absorption * Lanes.Select(apart * duration < Small, near, Lanes.Abs(left - depotLeft) / apart);
        var inflow = Lanes.Select(rate * duration < Small, duration * Series(rate * duration), (1 - left) / rate);
        return new(left, absorbed, inflow);
    }

    /// <summary>(1 − e⁻ˣ)/x of small x.</summary>
    private static Lanes Series(Lanes x) =>
        Lanes.MultiplyAdd(x, Lanes.MultiplyAdd(x, Lanes.MultiplyAdd(x, Lanes.MultiplyAdd(x, Lanes.MultiplyAdd(x, -1.0 / 720, 1.0 / 120), -1.0 / 24), 1.0 / 6), -.5), 1);

    /// <summary>The three functions of a rate that are interpolated: decay, what a depot of 1 left, what an inflow of 1 left.</summary>
    private readonly record struct Functions(Lanes Left, Lanes Absorbed, Lanes Inflow)
    {
        public static Functions operator -(Functions a, Functions b) => new(a.Left - b.Left, a.Absorbed - b.Absorbed, a.Inflow - b.Inflow);

        public static Functions operator *(Functions a, Lanes b) => new(a.Left * b, a.Absorbed * b, a.Inflow * b);
    }
}
