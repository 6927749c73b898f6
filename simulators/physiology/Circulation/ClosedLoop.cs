using System.Runtime.CompilerServices;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Solvers;

namespace TwinGrid.Physiology.Circulation;

/// <summary>
/// The closed circulation: four chambers of varying elastance, four orifice valves, a systemic and a pulmonary circuit with inertance,
/// and a pump beside the left ventricle. Pressure mmHg, volume mL, flow mL/s, time s.
/// </summary>
/// <remarks>
/// Korakianitis &amp; Shi, J Biomech 39:1964, 2006 (loop, chambers, valves); Simaan et al., IEEE Trans Control Syst Technol 17:15, 2009
/// (pump). The place in the beat is a state variable, so that each lane beats at its own rate.
/// </remarks>
public readonly struct ClosedLoop : IOdeModel<ClosedLoop.State, ClosedLoop.Parameters, ClosedLoop.Inputs>
{
    /// <summary>Sixteen state variables.</summary>
    public struct State
    {
        /// <summary>Chamber volumes, mL.</summary>
        public Lanes LeftVentricle, RightVentricle, LeftAtrium, RightAtrium;

        /// <summary>Aortic sinus (sas), arteries (sat), veins (svn): pressures mmHg and inertial flows mL/s.</summary>
        public Lanes Psas, Qsas, Psat, Qsat, Psvn;

        /// <summary>Pulmonary sinus (pas), arteries (pat), veins (pvn).</summary>
        public Lanes Ppas, Qpas, Ppat, Qpat, Ppvn;

        /// <summary>Flow through the assist pump, mL/s.</summary>
        public Lanes Qpump;

        /// <summary>Place in the beat: 0 where the ventricles begin to contract, 1 at the next beat.</summary>
        public Lanes Phase;
    }

    /// <summary>Constants of eight bodies. Capacities and inertances stand as their reciprocals: a multiplication is cheaper than a division.</summary>
    public struct Parameters
    {
        public Lanes ElvD, ErvD, ElaMin, ElaMax, EraMin, EraMax;
        public Lanes V0lv, V0rv, V0la, V0ra;

        /// <summary>Orifice coefficients, mL/(s·mmHg½); backwards those of what leaks, negative.</summary>
        public Lanes CQao, CQmi, CQpo, CQti, BackAo, BackMi;

        public Lanes PerCsas, PerCsat, PerCsvn, PerCpas, PerCpat, PerCpvn;
        public Lanes PerLsas, PerLsat, PerLpas, PerLpat;
        public Lanes Rsas, Rpas, PerRsvn, PerRpvn;
    }

    /// <summary>What reflexes, devices and people change from beat to beat.</summary>
    public struct Inputs
    {
        public Lanes BeatsPerSecond;

        /// <summary>Where in the beat the atria begin.</summary>
        public Lanes AtriumOnset;

        /// <summary>End-systolic elastances, mmHg/mL.</summary>
        public Lanes ElvS, ErvS;

        /// <summary>Resistance from arteries to veins, mmHg·s/mL.</summary>
        public Lanes Rsys, Rpul;

        /// <summary>What comes into the veins from outside the loop: transfusion, blood that veins squeeze out, less bleeding; mL/s.</summary>
        public Lanes VenousInflow;

        /// <summary>Pressure around the heart, mmHg (pericardial effusion).</summary>
        public Lanes Pericardium;

        /// <summary>Pressure the pump builds at its speed, mmHg; 1 where it runs and 0 where there is none.</summary>
        public Lanes PumpHead, PumpRuns;
    }

    /// <summary>Pump: hydraulic and cannula resistance mmHg·s/mL, inertance mmHg·s²/mL, and the collapse of a sucked-empty ventricle.</summary>
    internal const double PumpResistance = .0677 + .0677 + .1707, PumpInertance = .0127 + .0127 + .02177, SuctionBelow = 1, SuctionResistance = 3.5;

    /// <summary>Chamber pressures at a moment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Pressures(in State y, in Parameters p, in Inputs u, out Lanes lv, out Lanes rv, out Lanes la, out Lanes ra)
    {
        var ventricle = Elastance.Ventricle(y.Phase);
        var atrium = Elastance.Atrium(y.Phase, u.AtriumOnset);
        lv = Chamber(p.ElvD, u.ElvS, ventricle, y.LeftVentricle - p.V0lv) + u.Pericardium;
        rv = Chamber(p.ErvD, u.ErvS, ventricle, y.RightVentricle - p.V0rv) + u.Pericardium;
        la = Chamber(p.ElaMin, p.ElaMax, atrium, y.LeftAtrium - p.V0la) + u.Pericardium;
        ra = Chamber(p.EraMin, p.EraMax, atrium, y.RightAtrium - p.V0ra) + u.Pericardium;
    }

    /// <summary>(slack + (contracted − slack)·activation)·stretch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes Chamber(Lanes slack, Lanes contracted, Lanes activation, Lanes stretch) =>
        Lanes.MultiplyAdd(contracted - slack, activation, slack) * stretch;

    /// <summary>Flow through an orifice: CQ·√Δp forwards, and backwards through what leaks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes Valve(Lanes difference, Lanes forwards, Lanes backwards) =>
        Lanes.Sqrt(Lanes.Abs(difference)) * Lanes.Select(difference > Lanes.Zero, forwards, backwards);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Lanes TightValve(Lanes difference, Lanes forwards) => Lanes.Sqrt(Lanes.Max(difference, Lanes.Zero)) * forwards;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Derivatives(in State y, in Parameters p, in Inputs u, out State dy)
    {
        Pressures(in y, in p, in u, out var lv, out var rv, out var la, out var ra);
        var aortic = Valve(lv - y.Psas, p.CQao, p.BackAo);
        var mitral = Valve(la - lv, p.CQmi, p.BackMi);
        var pulmonary = TightValve(rv - y.Ppas, p.CQpo);
        var tricuspid = TightValve(ra - rv, p.CQti);
        var systemicReturn = (y.Psvn - ra) * p.PerRsvn;
        var pulmonaryReturn = (y.Ppvn - la) * p.PerRpvn;
        var suction = Lanes.Max(Lanes.Zero, SuctionResistance * (SuctionBelow - lv));

        dy.LeftVentricle = mitral - aortic - y.Qpump;
        dy.RightVentricle = tricuspid - pulmonary;
        dy.LeftAtrium = pulmonaryReturn - mitral;
        dy.RightAtrium = systemicReturn - tricuspid;

        dy.Psas = (aortic + y.Qpump - y.Qsas) * p.PerCsas;
        dy.Qsas = (y.Psas - y.Psat - p.Rsas * y.Qsas) * p.PerLsas;
        dy.Psat = (y.Qsas - y.Qsat) * p.PerCsat;
        dy.Qsat = (y.Psat - y.Psvn - u.Rsys * y.Qsat) * p.PerLsat;
        dy.Psvn = (y.Qsat - systemicReturn + u.VenousInflow) * p.PerCsvn;

        dy.Ppas = (pulmonary - y.Qpas) * p.PerCpas;
        dy.Qpas = (y.Ppas - y.Ppat - p.Rpas * y.Qpas) * p.PerLpas;
        dy.Ppat = (y.Qpas - y.Qpat) * p.PerCpat;
        dy.Qpat = (y.Ppat - y.Ppvn - u.Rpul * y.Qpat) * p.PerLpat;
        dy.Ppvn = (y.Qpat - pulmonaryReturn) * p.PerCpvn;

        dy.Qpump = u.PumpRuns * (1 / PumpInertance) * (lv - y.Psas + u.PumpHead - (PumpResistance + suction) * y.Qpump);
        dy.Phase = u.BeatsPerSecond;
    }
}
