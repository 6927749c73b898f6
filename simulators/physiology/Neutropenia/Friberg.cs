using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Neutropenia;

/// <summary>
/// Blood cells under chemotherapy: proliferating cells, three stages of maturation, the circulation; the drug stops proliferation, few cells in the
/// circulation further it. Cells in 10⁹/L, time in h, concentration in µmol/L. The drug's course is known in closed form.
/// </summary>
/// <remarks>Friberg, Henningsson, Maas, Nguyen, Karlsson, J Clin Oncol 20:4713, 2002.</remarks>
public readonly struct Friberg : IDrivenModel<Friberg.State, Friberg.Rates, DrugCourse>
{
    public struct State
    {
        public Lanes Proliferating, Transit1, Transit2, Transit3, Circulating;
    }

    public struct Rates
    {
        /// <summary>Maturation, 1/h: four over the mean transit time.</summary>
        public Lanes Maturation;

        /// <summary>Logarithm of the count at rest.</summary>
        public Lanes LogRest;

        /// <summary>Power of the feedback.</summary>
        public Lanes Feedback;

        /// <summary>Effect per µmol/L at small concentrations.</summary>
        public Lanes Slope;

        /// <summary>One over the concentration of half the greatest effect, L/µmol; 0: the effect is linear.</summary>
        public Lanes PerHalf;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Rates p, in DrugCourse u, Lanes time, out State dy)
    {
        var concentration = u.At(time);
        var effect = p.Slope * concentration / Lanes.MultiplyAdd(p.PerHalf, concentration, 1);
        var feedback = Lanes.Exp(p.Feedback * (p.LogRest - Lanes.Log(y.Circulating)));
        dy.Proliferating = p.Maturation * y.Proliferating * ((1 - effect) * feedback - 1);
        dy.Transit1 = p.Maturation * (y.Proliferating - y.Transit1);
        dy.Transit2 = p.Maturation * (y.Transit1 - y.Transit2);
        dy.Transit3 = p.Maturation * (y.Transit2 - y.Transit3);
        dy.Circulating = p.Maturation * (y.Transit3 - y.Circulating);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Figure(in State y, in Rates p) => y.Circulating;
}
