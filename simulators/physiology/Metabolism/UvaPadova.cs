using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// The UVA/Padova type 1 diabetes model in its S2008 form: meal absorption, glucose, insulin under the skin, in plasma and in the
/// liver, and the delayed actions of insulin. Time in minutes.
/// </summary>
/// <remarks>
/// Dalla Man, Rizza, Cobelli, IEEE TBME 54:1740, 2007; Kovatchev, Breton, Dalla Man, Cobelli, J Diabetes Sci Technol 3:44, 2009.
/// Parameter names are those of the published patients.
/// </remarks>
public readonly struct UvaPadova : IOdeModel<UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>
{
    /// <summary>Thirteen state variables in the order of the published implementation.</summary>
    public struct State
    {
        /// <summary>Solid in the stomach, mg.</summary>
        public Lanes Qsto1;

        /// <summary>Liquid in the stomach, mg.</summary>
        public Lanes Qsto2;

        /// <summary>Glucose in the gut, mg.</summary>
        public Lanes Qgut;

        /// <summary>Glucose in plasma and fast tissues, mg/kg.</summary>
        public Lanes Gp;

        /// <summary>Glucose in slow tissues, mg/kg.</summary>
        public Lanes Gt;

        /// <summary>Insulin in plasma, pmol/kg.</summary>
        public Lanes Ip;

        /// <summary>Insulin action on glucose use, pmol/L above basal.</summary>
        public Lanes X;

        /// <summary>First delay of insulin's action on the liver, pmol/L.</summary>
        public Lanes I1;

        /// <summary>Delayed insulin that restrains the liver, pmol/L.</summary>
        public Lanes Id;

        /// <summary>Insulin in the liver, pmol/kg.</summary>
        public Lanes Il;

        /// <summary>Insulin under the skin, not yet broken down, pmol/kg.</summary>
        public Lanes Isc1;

        /// <summary>Insulin under the skin, monomeric, pmol/kg.</summary>
        public Lanes Isc2;

        /// <summary>Glucose under the skin, where the sensor sits, mg/kg.</summary>
        public Lanes Gs;

        /// <summary>What an ideal sensor under the skin shows, mg/dL.</summary>
        public readonly Lanes SensorGlucose(in Parameters p) => Gs * p.PerVg;

        /// <summary>Plasma glucose, mg/dL.</summary>
        public readonly Lanes PlasmaGlucose(in Parameters p) => Gp * p.PerVg;

        /// <summary>Plasma insulin, pmol/L.</summary>
        public readonly Lanes PlasmaInsulin(in Parameters p) => Ip * p.PerVi;
    }

    /// <summary>Parameters of eight people; units as in <see cref="UvaPadovaPatient"/>.</summary>
    /// <remarks>One over a volume or weight (Per…) stands ready, for a division costs as much as eight multiplications.</remarks>
    public struct Parameters
    {
        public Lanes PerBW, PerVg, PerVi, Vg, Ib;
        public Lanes kmax, kmin, kabs, f, b, d, StomachFull, StomachEmpty;
        public Lanes k1, k2, Fcns, Vm0, Vmx, Km0, ke1, ke2;
        public Lanes kp1, kp2, kp3, ki, p2u;
        public Lanes m1, m2, m4, m30;
        public Lanes kd, ka1, ka2, ksc;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Parameters p, in MetabolicInputs u, out State dy)
    {
        var emptying = Stomach.Emptying((y.Qsto1 + y.Qsto2) * u.PerMeal, u.PerMeal, p.kmin, p.kmax, p.b, p.d, p.StomachFull, p.StomachEmpty);
        var appearance = p.f * p.kabs * y.Qgut * p.PerBW;
        var insulin = y.Ip * p.PerVi;

        var production = Lanes.Max(p.kp1 - p.kp2 * y.Gp - p.kp3 * y.Id, 0);
        var renal = p.ke1 * Lanes.Max(y.Gp - p.ke2, 0);
        var vm = p.Vm0 * (1 + u.ExerciseUse) + p.Vmx * (y.X + u.ExerciseAction * (y.X + p.Ib));
        var use = vm * y.Gt / (p.Km0 + y.Gt);

        dy.Qsto1 = u.Eating - p.kmax * y.Qsto1;
        dy.Qsto2 = p.kmax * y.Qsto1 - emptying * y.Qsto2;
        dy.Qgut = emptying * y.Qsto2 - p.kabs * y.Qgut;
        dy.Gp = Stomach.WhileThere(y.Gp, production + appearance + u.Unexplained - p.Fcns - renal - p.k1 * y.Gp + p.k2 * y.Gt);
        dy.Gt = Stomach.WhileThere(y.Gt, p.k1 * y.Gp - p.k2 * y.Gt - use);
        dy.Ip = p.m1 * y.Il - (p.m2 + p.m4) * y.Ip + p.ka1 * y.Isc1 + p.ka2 * y.Isc2;
        dy.X = p.p2u * (insulin - p.Ib - y.X);
        dy.I1 = p.ki * (insulin - y.I1);
        dy.Id = p.ki * (y.I1 - y.Id);
        dy.Il = p.m2 * y.Ip - (p.m1 + p.m30) * y.Il;
        dy.Isc1 = u.Insulin - (p.ka1 + p.kd) * y.Isc1;
        dy.Isc2 = p.kd * y.Isc1 - p.ka2 * y.Isc2;
        dy.Gs = p.ksc * (y.Gp - y.Gs);
    }
}
