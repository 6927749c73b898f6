namespace TwinGrid.Physiology.Metabolism;

/// <summary>One person of the UVA/Padova model: the independent parameters; what follows from the basal steady state is derived.</summary>
public sealed record UvaPadovaPatient
{
    /// <summary>Body weight, kg.</summary>
    public required double BW { get; init; }

    /// <summary>Basal glucose, mg/dL.</summary>
    public required double Gb { get; init; }

    /// <summary>Basal plasma insulin, pmol/L.</summary>
    public required double Ib { get; init; }

    /// <summary>Basal glucose production, mg/kg/min.</summary>
    public required double EGPb { get; init; }

    /// <summary>Distribution volume of glucose, dL/kg.</summary>
    public required double Vg { get; init; }

    /// <summary>Distribution volume of insulin, L/kg.</summary>
    public required double Vi { get; init; }

    /// <summary>Fastest emptying of the stomach, 1/min.</summary>
    public required double kmax { get; init; }

    /// <summary>Slowest emptying of the stomach, 1/min.</summary>
    public required double kmin { get; init; }

    /// <summary>Absorption from the gut, 1/min.</summary>
    public required double kabs { get; init; }

    /// <summary>Part of the absorbed glucose that reaches plasma.</summary>
    public required double f { get; init; }

    /// <summary>Part of the meal at which emptying slows down.</summary>
    public required double b { get; init; }

    /// <summary>Part of the meal at which emptying speeds up again.</summary>
    public required double d { get; init; }

    /// <summary>Glucose from plasma to tissue, 1/min.</summary>
    public required double k1 { get; init; }

    /// <summary>Glucose from tissue to plasma, 1/min.</summary>
    public required double k2 { get; init; }

    /// <summary>Use of brain and blood cells, mg/kg/min.</summary>
    public required double Fcns { get; init; }

    /// <summary>Insulin sensitivity of glucose use, mg/kg/min per pmol/L.</summary>
    public required double Vmx { get; init; }

    /// <summary>Half-saturation of glucose use, mg/kg.</summary>
    public required double Km0 { get; init; }

    /// <summary>Renal excretion rate, 1/min.</summary>
    public required double ke1 { get; init; }

    /// <summary>Renal threshold, mg/kg.</summary>
    public required double ke2 { get; init; }

    /// <summary>How glucose restrains its production, 1/min.</summary>
    public required double kp2 { get; init; }

    /// <summary>How delayed insulin restrains glucose production, mg/kg/min per pmol/L.</summary>
    public required double kp3 { get; init; }

    /// <summary>Delay of insulin's action on the liver, 1/min.</summary>
    public required double ki { get; init; }

    /// <summary>Delay of insulin's action on glucose use, 1/min.</summary>
    public required double p2u { get; init; }

    /// <summary>Insulin from liver to plasma, 1/min.</summary>
    public required double m1 { get; init; }

    /// <summary>Insulin from plasma to liver, 1/min.</summary>
    public required double m2 { get; init; }

    /// <summary>Insulin loss in the periphery, 1/min.</summary>
    public required double m4 { get; init; }

    /// <summary>Insulin loss in the liver, 1/min.</summary>
    public required double m30 { get; init; }

    /// <summary>Insulin becoming monomeric under the skin, 1/min.</summary>
    public required double kd { get; init; }

    /// <summary>Absorption of insulin not yet broken down, 1/min.</summary>
    public required double ka1 { get; init; }

    /// <summary>Absorption of monomeric insulin, 1/min.</summary>
    public required double ka2 { get; init; }

    /// <summary>Glucose from plasma to the sensor's place, 1/min.</summary>
    public required double ksc { get; init; }

    /// <summary>Basal insulin in the liver, pmol/kg.</summary>
    public double Ilb => m2 * Ib * Vi / (m1 + m30);

    /// <summary>Insulin under the skin that holds the basal state, pmol/kg/min.</summary>
    public double BasalInsulin => (m2 + m4) * Ib * Vi - m1 * Ilb;

    /// <summary>Pump rate that holds the basal state, IU/h.</summary>
    public double BasalRateIUPerH => BasalInsulin * BW / InsulinDose.PmolPerIU * 60;

    /// <summary>Renal loss at basal glucose, mg/kg/min.</summary>
    public double Eb => ke1 * Math.Max(Gb * Vg - ke2, 0);

    /// <summary>Basal glucose in slow tissues, mg/kg.</summary>
    public double Gtb => (Fcns + Eb + k1 * Gb * Vg - EGPb) / k2;

    /// <summary>Glucose use without insulin action, mg/kg/min.</summary>
    public double Vm0 => (EGPb - Fcns - Eb) * (Km0 + Gtb) / Gtb;

    /// <summary>Glucose production without glucose and insulin where it is not the one that holds the basal state, mg/kg/min; else null.</summary>
    public double? OwnProduction { get; init; }

    /// <summary>Glucose production without glucose and insulin, mg/kg/min.</summary>
    public double kp1 => OwnProduction ?? EGPb + kp2 * Gb * Vg + kp3 * Ib;

    /// <summary>This person in all eight lanes.</summary>
    public UvaPadova.Parameters ToParameters() => new()
    {
        PerBW = 1 / BW, PerVg = 1 / Vg, PerVi = 1 / Vi, Vg = Vg, Ib = Ib,
        kmax = kmax, kmin = kmin, kabs = kabs, f = f, b = b, d = d, StomachFull = 5 / (1 - b), StomachEmpty = 5 / d,
        k1 = k1, k2 = k2, Fcns = Fcns, Vm0 = Vm0, Vmx = Vmx, Km0 = Km0, ke1 = ke1, ke2 = ke2,
        kp1 = kp1, kp2 = kp2, kp3 = kp3, ki = ki, p2u = p2u,
        m1 = m1, m2 = m2, m4 = m4, m30 = m30,
        kd = kd, ka1 = ka1, ka2 = ka2, ksc = ksc,
    };

    /// <summary>The basal steady state, in all eight lanes.</summary>
    public UvaPadova.State ToBasalState() => new()
    {
        Gp = Gb * Vg, Gt = Gtb, Gs = Gb * Vg,
        Ip = Ib * Vi, Il = Ilb, I1 = Ib, Id = Ib,
        Isc1 = BasalInsulin / (ka1 + kd), Isc2 = BasalInsulin * kd / (ka1 + kd) / ka2,
    };
}
