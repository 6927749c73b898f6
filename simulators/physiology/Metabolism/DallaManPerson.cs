namespace TwinGrid.Physiology.Metabolism;

/// <summary>One person of the Dalla Man 2007 model: the independent parameters; what follows from the basal steady state is derived.</summary>
/// <remarks>
/// The paper's rounded table is not an exact steady state: m6, Vm0 and the basal secretion are solved from basal glucose and insulin.
/// </remarks>
public sealed record DallaManPerson
{
    /// <summary>The paper's average healthy person.</summary>
    public static DallaManPerson Healthy { get; } = new()
    {
        BW = 78, Gb = 91.76, Ib = 25.49, VG = 1.88, VI = 0.05, k1 = 0.065, k2 = 0.079,
        m1 = 0.190, m2 = 0.484, m4 = 0.194, m5 = 0.0304, HEb = 0.6,
        kmax = 0.0558, kmin = 0.0080, kabs = 0.057, kgri = 0.0558, f = 0.90, b = 0.82, d = 0.010,
        kp1 = 2.70, kp2 = 0.0021, kp3 = 0.009, kp4 = 0.0618, ki = 0.0079,
        Fcns = 1, Vmx = 0.047, Km0 = 225.59, p2U = 0.0331,
        K = 2.30, alpha = 0.050, beta = 0.11, gamma = 0.5, ke1 = 0.0005, ke2 = 339,
    };

    /// <summary>The paper's average person with type 2 diabetes.</summary>
    public static DallaManPerson Type2 { get; } = new()
    {
        BW = 91, Gb = 164.18, Ib = 54.81, VG = 1.49, VI = 0.04, k1 = 0.042, k2 = 0.071,
        m1 = 0.379, m2 = 0.673, m4 = 0.269, m5 = 0.0526, HEb = 0.6,
        kmax = 0.0465, kmin = 0.0076, kabs = 0.023, kgri = 0.0465, f = 0.90, b = 0.68, d = 0.09,
        kp1 = 3.09, kp2 = 0.0007, kp3 = 0.005, kp4 = 0.0786, ki = 0.0066,
        Fcns = 1, Vmx = 0.034, Km0 = 466.21, p2U = 0.0840,
        K = 0.99, alpha = 0.013, beta = 0.05, gamma = 0.5, ke1 = 0.0007, ke2 = 269,
    };

    /// <summary>Body weight, kg.</summary>
    public required double BW { get; init; }

    /// <summary>Basal glucose, mg/dL.</summary>
    public required double Gb { get; init; }

    /// <summary>Basal plasma insulin, pmol/L.</summary>
    public required double Ib { get; init; }

    /// <summary>Distribution volume of glucose, dL/kg.</summary>
    public required double VG { get; init; }

    /// <summary>Distribution volume of insulin, L/kg.</summary>
    public required double VI { get; init; }

    /// <summary>Glucose from plasma to tissue, 1/min.</summary>
    public required double k1 { get; init; }

    /// <summary>Glucose from tissue to plasma, 1/min.</summary>
    public required double k2 { get; init; }

    /// <summary>Insulin from liver to plasma, 1/min.</summary>
    public required double m1 { get; init; }

    /// <summary>Insulin from plasma to liver, 1/min.</summary>
    public required double m2 { get; init; }

    /// <summary>Insulin loss in the periphery, 1/min.</summary>
    public required double m4 { get; init; }

    /// <summary>How secretion lowers hepatic extraction, min·kg/pmol.</summary>
    public required double m5 { get; init; }

    /// <summary>Basal hepatic extraction.</summary>
    public required double HEb { get; init; }

    /// <summary>Fastest emptying of the stomach, 1/min.</summary>
    public required double kmax { get; init; }

    /// <summary>Slowest emptying of the stomach, 1/min.</summary>
    public required double kmin { get; init; }

    /// <summary>Absorption from the gut, 1/min.</summary>
    public required double kabs { get; init; }

    /// <summary>Grinding in the stomach, 1/min.</summary>
    public required double kgri { get; init; }

    /// <summary>Part of the absorbed glucose that reaches plasma.</summary>
    public required double f { get; init; }

    /// <summary>Part of the meal at which emptying slows down.</summary>
    public required double b { get; init; }

    /// <summary>Part of the meal at which emptying speeds up again.</summary>
    public required double d { get; init; }

    /// <summary>Glucose production without glucose and insulin, mg/kg/min.</summary>
    public required double kp1 { get; init; }

    /// <summary>How glucose restrains its production, 1/min.</summary>
    public required double kp2 { get; init; }

    /// <summary>How delayed insulin restrains glucose production, mg/kg/min per pmol/L.</summary>
    public required double kp3 { get; init; }

    /// <summary>How portal insulin restrains glucose production, mg/kg/min per pmol/kg.</summary>
    public required double kp4 { get; init; }

    /// <summary>Delay of insulin's action on the liver, 1/min.</summary>
    public required double ki { get; init; }

    /// <summary>Use of brain and blood cells, mg/kg/min.</summary>
    public required double Fcns { get; init; }

    /// <summary>Insulin sensitivity of glucose use, mg/kg/min per pmol/L.</summary>
    public required double Vmx { get; init; }

    /// <summary>Half-saturation of glucose use, mg/kg.</summary>
    public required double Km0 { get; init; }

    /// <summary>Delay of insulin's action on glucose use, 1/min.</summary>
    public required double p2U { get; init; }

    /// <summary>Secretion per rise of glucose, pmol/kg per mg/dL.</summary>
    public required double K { get; init; }

    /// <summary>Delay of secretion behind the glucose level, 1/min.</summary>
    public required double alpha { get; init; }

    /// <summary>Secretion per glucose level, pmol/kg/min per mg/dL.</summary>
    public required double beta { get; init; }

    /// <summary>Insulin from the portal vein to the liver, 1/min.</summary>
    public required double gamma { get; init; }

    /// <summary>Renal excretion rate, 1/min.</summary>
    public required double ke1 { get; init; }

    /// <summary>Renal threshold, mg/kg.</summary>
    public required double ke2 { get; init; }

    /// <summary>Injected insulin becoming monomeric, 1/min (average of the UVA/Padova adults).</summary>
    public double kd { get; init; } = 0.0158;

    /// <summary>Absorption of injected insulin not yet broken down, 1/min (average of the UVA/Padova adults).</summary>
    public double ka1 { get; init; } = 0.0033;

    /// <summary>Absorption of monomeric injected insulin, 1/min (average of the UVA/Padova adults).</summary>
    public double ka2 { get; init; } = 0.0153;

    /// <summary>Glucose from plasma to the sensor's place, 1/min (average of the UVA/Padova adults).</summary>
    public double ksc { get; init; } = 0.0921;

    /// <summary>Basal insulin in the liver, pmol/kg.</summary>
    public double Ilb => Ib * VI * (m2 + m4) / m1;

    /// <summary>Basal secretion, pmol/kg/min.</summary>
    public double Sb => (m1 + HEb * m1 / (1 - HEb)) * Ilb - m2 * Ib * VI;

    /// <summary>Hepatic extraction without secretion.</summary>
    public double m6 => HEb + m5 * Sb;

    /// <summary>Basal insulin in the portal vein, pmol/kg.</summary>
    public double Ipob => Sb / gamma;

    /// <summary>Renal loss at basal glucose, mg/kg/min.</summary>
    public double Eb => ke1 * Math.Max(Gb * VG - ke2, 0);

    /// <summary>Basal glucose production, mg/kg/min.</summary>
    public double EGPb => kp1 - kp2 * Gb * VG - kp3 * Ib - kp4 * Ipob;

    /// <summary>Basal glucose in slow tissues, mg/kg.</summary>
    public double Gtb => (Fcns + Eb - EGPb + k1 * Gb * VG) / k2;

    /// <summary>Glucose use without insulin action, mg/kg/min.</summary>
    public double Vm0 => (EGPb - Fcns - Eb) * (Km0 + Gtb) / Gtb;

    /// <summary>This person in all eight lanes.</summary>
    public DallaMan2007.Parameters ToParameters() => new()
    {
        PerBW = 1 / BW, PerVG = 1 / VG, PerVI = 1 / VI, VG = VG, Gb = Gb, Ib = Ib, Sb = Sb,
        kmax = kmax, kmin = kmin, kabs = kabs, kgri = kgri, f = f, b = b, d = d, StomachFull = 5 / (1 - b), StomachEmpty = 5 / d,
        k1 = k1, k2 = k2, Fcns = Fcns, Vm0 = Vm0, Vmx = Vmx, Km0 = Km0, ke1 = ke1, ke2 = ke2,
        kp1 = kp1, kp2 = kp2, kp3 = kp3, kp4 = kp4, ki = ki, p2U = p2U,
        m1 = m1, m2 = m2, m4 = m4, m5 = m5, m6 = m6,
        K = K, alpha = alpha, beta = beta, gamma = gamma,
        kd = kd, ka1 = ka1, ka2 = ka2, ksc = ksc,
    };

    /// <summary>The basal steady state, in all eight lanes.</summary>
    public DallaMan2007.State ToBasalState() => new()
    {
        Gp = Gb * VG, Gt = Gtb, Gs = Gb * VG,
        Il = Ilb, Ip = Ib * VI, I1 = Ib, Id = Ib, Ipo = Ipob,
    };
}
