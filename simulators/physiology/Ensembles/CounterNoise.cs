using System.Runtime.Intrinsics;

namespace TwinGrid.Physiology.Ensembles;

/// <summary>
/// Random numbers without a state: each is a function of a key and its place (member, moment, purpose), so that a result does not
/// depend on the order of work, on the number of silos or on the lane a member sat in.
/// </summary>
/// <param name="key">Whose numbers: a patient, a study, a replicate.</param>
/// <remarks>Each draw hashes key and place by the finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), twice.</remarks>
public readonly struct CounterNoise(ulong key)
{
    /// <summary>Probabilities below this, and above one less it, have an approximation of their own.</summary>
    private const double Tail = 0.02425;

    private readonly ulong _key = Mix(key);

    /// <summary>Uniform in (0, 1), never either end.</summary>
    public double Uniform(long moment, int member, int purpose)
    {
        var bits = Mix(Mix(_key + (ulong)moment * 0x9E3779B97F4A7C15) + ((ulong)(uint)member << 32 | (uint)purpose) * 0xD1B54A32D192ED03);
        return ((bits >> 12) + 0.5) * (1.0 / (1UL << 52));
    }

    /// <summary>Standard normal, relative error of the quantile function below 1.2e-9.</summary>
    public double Normal(long moment, int member, int purpose) => NormalQuantile(Uniform(moment, member, purpose));

    /// <summary>Standard normals of eight members in a row, the same bits as <see cref="Normal"/> of each.</summary>
    public Lanes Normals(long moment, int firstMember, int purpose)
    {
        var place = Mix(_key + (ulong)moment * 0x9E3779B97F4A7C15);
        var members = (Vector512.Create((ulong)(uint)firstMember) + Vector512<ulong>.Indices) << 32 | Vector512.Create((ulong)(uint)purpose);
        var bits = Mix(Vector512.Create(place) + members * Vector512.Create(0xD1B54A32D192ED03));
        // The upper 52 bits as the fraction of a number in [1, 2)·2⁵²: exact, as the conversion of Uniform is.
        var whole = ((bits >> 12) | Vector512.Create(0x4330000000000000UL)).AsDouble() - Vector512.Create((double)(1UL << 52));
        var uniforms = new Lanes(whole + Vector512.Create(0.5)) * (1.0 / (1UL << 52));
        var q = uniforms - 0.5;
        var normals = Central(q);
        var isTail = Lanes.Abs(q) > 0.5 - 1.001 * Tail; // about there; the function itself decides
        if (!Lanes.Any(isTail)) return normals;
        for (var lane = 0; lane < Lanes.Count; lane++)
            if ((Lanes.Bits(isTail) >> lane & 1) != 0) normals = normals.With(lane, NormalQuantile(uniforms[lane]));
        return normals;
    }

    /// <summary>Inverse of the standard normal distribution function.</summary>
    /// <remarks>Rational approximation by P. J. Acklam.</remarks>
    public static double NormalQuantile(double probability)
    {
        var tail = Math.Min(probability, 1 - probability);
        if (tail >= Tail) return Central(probability - 0.5)[0];
        var s = Math.Sqrt(-2 * Math.Log(tail));
        var z = (((((-7.784894002430293e-03 * s - 3.223964580411365e-01) * s - 2.400758277161838e+00) * s - 2.549732539343734e+00) * s
                  + 4.374664141464968e+00) * s + 2.938163982698783e+00)
              / ((((7.784695709041462e-03 * s + 3.224671290700398e-01) * s + 2.445134137142996e+00) * s + 3.754408661907416e+00) * s + 1);
        return probability < 0.5 ? z : -z;
    }

    /// <summary>The quantile at 0.5 + q, outside the tails.</summary>
    private static Lanes Central(Lanes q)
    {
        var r = q * q;
        return (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r + 1.383577518672690e+02) * r
                 - 3.066479806614716e+01) * r + 2.506628277459239e+00) * q
             / (((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r + 6.680131188771972e+01) * r
                 - 1.328068155288572e+01) * r + 1);
    }

    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private static Vector512<ulong> Mix(Vector512<ulong> z)
    {
        z += Vector512.Create(0x9E3779B97F4A7C15);
        z = (z ^ (z >> 30)) * Vector512.Create(0xBF58476D1CE4E5B9);
        z = (z ^ (z >> 27)) * Vector512.Create(0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
