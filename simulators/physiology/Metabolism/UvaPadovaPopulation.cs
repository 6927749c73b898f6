namespace TwinGrid.Physiology.Metabolism;

/// <summary>
/// The typical adult, adolescent and child of the UVA/Padova model: geometric means over the ten published virtual patients of each
/// group (parameter file of jxx123/simglucose, commit a6f6777, MIT licence).
/// </summary>
public static class UvaPadovaPopulation
{
    public static UvaPadovaPatient Adult { get; } = new()
    {
        BW = 84.6, Gb = 142.63, Ib = 107.2, EGPb = 2.4884, Vg = 1.8431, Vi = 0.050886,
        kmax = 0.037084, kmin = 0.0064905, kabs = 0.13401, f = 0.9, b = 0.77732, d = 0.16774,
        k1 = 0.060059, k2 = 0.11975, Fcns = 1, Vmx = 0.04582, Km0 = 235.72, ke1 = 0.0005, ke2 = 339,
        kp2 = 0.003877, kp3 = 0.0084314, ki = 0.0074747, p2u = 0.032234,
        m1 = 0.18924, m2 = 0.26704, m4 = 0.10681, m30 = 0.28385,
        kd = 0.015816, ka1 = 0.0032777, ka2 = 0.015256, ksc = 0.092107,
    };

    public static UvaPadovaPatient Adolescent { get; } = new()
    {
        BW = 47.1, Gb = 143.72, Ib = 103.41, EGPb = 3.1205, Vg = 1.8389, Vi = 0.049834,
        kmax = 0.03273, kmin = 0.0095889, kabs = 0.12798, f = 0.9, b = 0.75461, d = 0.17641,
        k1 = 0.063935, k2 = 0.11609, Fcns = 1, Vmx = 0.053921, Km0 = 230.9, ke1 = 0.0005, ke2 = 339,
        kp2 = 0.0065015, kp3 = 0.01118, ki = 0.010338, p2u = 0.032578,
        m1 = 0.17042, m2 = 0.30907, m4 = 0.12363, m30 = 0.25563,
        kd = 0.016384, ka1 = 0.003575, ka2 = 0.016467, ksc = 0.08238,
    };

    public static UvaPadovaPatient Child { get; } = new()
    {
        BW = 35.3, Gb = 138.94, Ib = 106.94, EGPb = 2.9055, Vg = 1.8583, Vi = 0.05464,
        kmax = 0.039684, kmin = 0.010194, kabs = 0.14509, f = 0.9, b = 0.75237, d = 0.13518,
        k1 = 0.065166, k2 = 0.098559, Fcns = 1, Vmx = 0.093107, Km0 = 227.61, ke1 = 0.0005, ke2 = 339,
        kp2 = 0.0039866, kp3 = 0.010292, ki = 0.0079491, p2u = 0.050138,
        m1 = 0.218, m2 = 0.19542, m4 = 0.078169, m30 = 0.327,
        kd = 0.016253, ka1 = 0.0039218, ka2 = 0.018296, ksc = 0.087268,
    };

    /// <summary>The typical person of an age: child under 12, adolescent under 18.</summary>
    public static UvaPadovaPatient OfAge(int years) => years < 12 ? Child : years < 18 ? Adolescent : Adult;

    /// <summary>Standard deviations of the logarithms over all thirty patients (0.50, 0.50, 0.43), emptying a little narrower as a day says little about it.</summary>
    public static (double Vmx, double kp3, double kmax) LogSpread => (0.5, 0.5, 0.3);
}
