using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Tumours;

/// <summary>
/// A tumour in a mouse: it grows by a share of itself while small and by a constant amount once large; the drug sends growing cells through three stages of
/// damage. Weights in g, time in days, concentration in the unit of the drug's course, which is known in closed form.
/// </summary>
/// <remarks>Simeoni, Magni, Cammia, et al., Cancer Res 64:1094, 2004.</remarks>
public readonly struct Simeoni : IDrivenModel<Simeoni.State, Simeoni.Rates, DrugCourse>
{
    /// <summary>How sharply one way of growing turns into the other; the publication's.</summary>
    private const double Sharpness = 20;

    public struct State
    {
        public Lanes Growing, Damaged1, Damaged2, Damaged3;
    }

    public struct Rates()
    {
        /// <summary>While small, 1/day.</summary>
        public Lanes Exponential = .273;

        /// <summary>Once large, g/day.</summary>
        public Lanes Linear = .814;

        /// <summary>From one stage of damage to the next, 1/day.</summary>
        public Lanes Death = .968;

        /// <summary>Damage per day and unit of concentration (here ng/mL).</summary>
        public Lanes Potency = .000629;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Rates p, in DrugCourse u, Lanes time, out State dy)
    {
        var ratio = p.Exponential / p.Linear * Figure(in y, in p);
        // (1 + ratio^20)^(-1/20), which neither over- nor underflows.
        var slowed = Lanes.Select(
            ratio > 1, Lanes.Exp(-1 / Sharpness * Lanes.Log(1 + Lanes.Exp(-Sharpness * Lanes.Log(Lanes.Max(ratio, 1))))) / ratio,
            Lanes.Exp(-1 / Sharpness * Lanes.Log(1 + Lanes.Exp(Sharpness * Lanes.Log(Lanes.Clamp(ratio, 1e-12, 1))))));
        var hit = p.Potency * u.At(time) * y.Growing;
        dy.Growing = p.Exponential * y.Growing * slowed - hit;
        dy.Damaged1 = hit - p.Death * y.Damaged1;
        dy.Damaged2 = p.Death * (y.Damaged1 - y.Damaged2);
        dy.Damaged3 = p.Death * (y.Damaged2 - y.Damaged3);
    }

    /// <summary>The tumour's weight: all cells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Figure(in State y, in Rates p) => y.Growing + y.Damaged1 + y.Damaged2 + y.Damaged3;

    /// <summary>Weights under doses at once.</summary>
    /// <param name="rates">The tumour's; as made: under paclitaxel, first experiment of the publication.</param>
    /// <param name="startG">Weight at time 0.</param>
    /// <param name="kinetics">The drug's movement, 1/day.</param>
    /// <param name="perVolume">Concentration per unit of dose right after it.</param>
    /// <param name="doses">Times, days, rising from 0 on, and amounts.</param>
    /// <param name="times">Rising, days, after 0.</param>
    /// <param name="tolerance">Of each step.</param>
    public static double[] Weights(Rates rates, double startG, LinearKinetics kinetics, double perVolume, IReadOnlyList<(double Day, double Amount)> doses, IReadOnlyList<double> times, Tolerance tolerance)
    {
        ArgumentNullException.ThrowIfNull(doses);
        ArgumentNullException.ThrowIfNull(times);
        var solver = new DormandPrince853<Simeoni, State, Rates, DrugCourse>(tolerance);
        var (p, drug, y) = (new Aligned<Rates>(rates), new Aligned<DrugCourse>(DrugCourse.Empty(kinetics, perVolume)), new State { Growing = startG });
        double[] wanted = [.. times], rows = new double[Lanes.Count * wanted.Length];
        var (now, record) = (0.0, 0);
        foreach (var (day, amount) in doses)
        {
            To(day);
            drug.Value.Change(day, amount, 0, 0);
        }
        if (wanted.Length > 0) To(wanted[^1]);
        return rows[..wanted.Length];

        void To(double day)
        {
            var first = record;
            while (record < wanted.Length && wanted[record] <= day) record++;
            if (day > now) solver.Advance(ref y, in p.Value, in drug.Value, now, day, wanted.AsSpan(first, record - first), rows.AsSpan(Math.Min(first, rows.Length)), wanted.Length);
            now = Math.Max(now, day);
        }
    }
}
