using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>Gastric emptying, common to the meal models.</summary>
internal static class Stomach
{
    /// <summary>
    /// Rate at which the stomach empties, 1/min: kmin + (kmax − kmin)/2 · {tanh[α(Q − bD)] − tanh[β(Q − dD)] + 2}
    /// with α = 5/(2D(1 − b)), β = 5/(2Dd); kmax before any meal.
    /// </summary>
    /// <param name="filled">Stomach content over meal size, Q/D.</param>
    /// <param name="perMeal">1/D, 1/mg; 0 before any meal.</param>
    /// <param name="kmin">Slowest emptying, 1/min.</param>
    /// <param name="kmax">Fastest emptying, 1/min.</param>
    /// <param name="b">Part of the meal at which emptying slows down.</param>
    /// <param name="d">Part of the meal at which emptying speeds up again.</param>
    /// <param name="full">5/(1 − b), that is 2αD.</param>
    /// <param name="empty">5/d, that is 2βD.</param>
    /// <remarks>The two tangents share one division: tanh x − tanh y = 2(e²ˣ − e²ʸ)/((e²ˣ + 1)(e²ʸ + 1)).</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Emptying(Lanes filled, Lanes perMeal, Lanes kmin, Lanes kmax, Lanes b, Lanes d, Lanes full, Lanes empty)
    {
        var ex = Lanes.Exp(Lanes.Min(full * (filled - b), 300));
        var ey = Lanes.Exp(Lanes.Min(empty * (filled - d), 300));
        var k = kmin + (kmax - kmin) * (1 + (ex - ey) / ((ex + 1) * (ey + 1)));
        return Lanes.Select(perMeal > 0, k, kmax);
    }

    /// <summary>The published model's guard: a pool that is used up stays as it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes WhileThere(Lanes pool, Lanes change) => Lanes.Select(pool >= 0, change, 0);
}
