namespace TwinGrid.Lab.Tests;

/// <summary>A virtual patient who needs no shared data: the typical adult.</summary>
internal static class Anna
{
    public const string Name = "anna";

    /// <summary>A parameter file with her in it.</summary>
    public const string Patients =
        """
        Name,BW,Gb,Ib,EGPb,Vg,Vi,kmax,kmin,kabs,f,b,d,k1,k2,Fsnc,Vmx,Km0,ke1,ke2,kp2,kp3,ki,p2u,m1,m2,m4,m30,kd,ka1,ka2,ksc
        anna,84.6,142.63,107.2,2.4884,1.8431,0.050886,0.037084,0.0064905,0.13401,0.9,0.77732,0.16774,0.060059,0.11975,1,0.04582,235.72,0.0005,339,0.003877,0.0084314,0.0074747,0.032234,0.18924,0.26704,0.10681,0.28385,0.015816,0.0032777,0.015256,0.092107
        """;
}
