using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// Glucose and insulin of people whose own pancreas answers: healthy and type 2. Time in minutes.
/// </summary>
/// <remarks>
/// Dalla Man, Rizza, Cobelli, Meal simulation model of the glucose-insulin system, IEEE TBME 54:1740, 2007. Added to the paper: the
/// glucose under the skin and the two compartments of injected insulin, both as in <see cref="UvaPadova"/>; they change nothing
/// unless insulin is given.
/// </remarks>
public readonly struct DallaMan2007 : IOdeModel<DallaMan2007.State, DallaMan2007.Parameters, MetabolicInputs>
{
    /// <summary>Fifteen state variables.</summary>
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

        /// <summary>Insulin in the liver, pmol/kg.</summary>
        public Lanes Il;

        /// <summary>Insulin in plasma, pmol/kg.</summary>
        public Lanes Ip;

        /// <summary>Insulin action on glucose use, pmol/L above basal.</summary>
        public Lanes X;

        /// <summary>First delay of insulin's action on the liver, pmol/L.</summary>
        public Lanes I1;

        /// <summary>Delayed insulin that restrains the liver, pmol/L.</summary>
        public Lanes Id;

        /// <summary>Secretion that follows the glucose level, pmol/kg/min above basal.</summary>
        public Lanes Y;

        /// <summary>Insulin in the portal vein, pmol/kg.</summary>
        public Lanes Ipo;

        /// <summary>Glucose under the skin, where a sensor sits, mg/kg.</summary>
        public Lanes Gs;

        /// <summary>Injected insulin, not yet broken down, pmol/kg.</summary>
        public Lanes Isc1;

        /// <summary>Injected insulin, monomeric, pmol/kg.</summary>
        public Lanes Isc2;

        /// <summary>What an ideal sensor under the skin shows, mg/dL.</summary>
        public readonly Lanes SensorGlucose(in Parameters p) => Gs * p.PerVG;

        /// <summary>Plasma glucose, mg/dL.</summary>
        public readonly Lanes PlasmaGlucose(in Parameters p) => Gp * p.PerVG;

        /// <summary>Plasma insulin, pmol/L.</summary>
        public readonly Lanes PlasmaInsulin(in Parameters p) => Ip * p.PerVI;
    }

    /// <summary>Parameters of eight people; units as in <see cref="DallaManPerson"/>.</summary>
    /// <remarks>One over a volume or weight (Per…) stands ready, for a division costs as much as eight multiplications.</remarks>
    public struct Parameters
    {
        public Lanes PerBW, PerVG, PerVI, VG, Gb, Ib, Sb;
        public Lanes kmax, kmin, kabs, kgri, f, b, d, StomachFull, StomachEmpty;
        public Lanes k1, k2, Fcns, Vm0, Vmx, Km0, ke1, ke2;
        public Lanes kp1, kp2, kp3, kp4, ki, p2U;
        public Lanes m1, m2, m4, m5, m6;
        public Lanes K, alpha, beta, gamma;
        public Lanes kd, ka1, ka2, ksc;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public static void Derivatives(in State y, in Parameters p, in MetabolicInputs u, out State dy)
    {
        var emptying = Stomach.Emptying((y.Qsto1 + y.Qsto2) * u.PerMeal, u.PerMeal, p.kmin, p.kmax, p.b, p.d, p.StomachFull, p.StomachEmpty);
        var appearance = p.f * p.kabs * y.Qgut * p.PerBW;
        var insulin = y.Ip * p.PerVI;

        var production = Lanes.Max(p.kp1 - p.kp2 * y.Gp - p.kp3 * y.Id - p.kp4 * y.Ipo, 0);
        var renal = p.ke1 * Lanes.Max(y.Gp - p.ke2, 0);
        var vm = p.Vm0 * (1 + u.ExerciseUse) + p.Vmx * (y.X + u.ExerciseAction * (y.X + p.Ib));
        var use = vm * y.Gt / (p.Km0 + y.Gt);

        dy.Qsto1 = u.Eating - p.kgri * y.Qsto1;
        dy.Qsto2 = p.kgri * y.Qsto1 - emptying * y.Qsto2;
        dy.Qgut = emptying * y.Qsto2 - p.kabs * y.Qgut;
        dy.Gp = Stomach.WhileThere(y.Gp, production + appearance + u.Unexplained - p.Fcns - renal - p.k1 * y.Gp + p.k2 * y.Gt);
        dy.Gt = Stomach.WhileThere(y.Gt, p.k1 * y.Gp - p.k2 * y.Gt - use);

        var secretion = p.gamma * y.Ipo;
        var extraction = Lanes.Clamp(p.m6 - p.m5 * secretion, 0, 0.99);
        var m3 = extraction * p.m1 / (1 - extraction);
        var drive = Lanes.Max(p.beta * (y.Gp * p.PerVG - p.Gb), -p.Sb);
        dy.Y = p.alpha * (drive - y.Y);
        dy.Ipo = y.Y + p.K * Lanes.Max(dy.Gp * p.PerVG, 0) + p.Sb - secretion;
        dy.Il = p.m2 * y.Ip - (p.m1 + m3) * y.Il + secretion;
        dy.Ip = p.m1 * y.Il - (p.m2 + p.m4) * y.Ip + p.ka1 * y.Isc1 + p.ka2 * y.Isc2;
        dy.X = p.p2U * (insulin - p.Ib - y.X);
        dy.I1 = p.ki * (insulin - y.I1);
        dy.Id = p.ki * (y.I1 - y.Id);
        dy.Isc1 = u.Insulin - (p.ka1 + p.kd) * y.Isc1;
        dy.Isc2 = p.kd * y.Isc1 - p.ka2 * y.Isc2;
        dy.Gs = p.ksc * (y.Gp - y.Gs);
    }
}
