namespace TwinGrid.Disclosure.Noise;

/// <summary>
/// The two-sided geometric distribution: P(y) = (1 − a) / (1 + a) · a^|y| with a = e^(−ε/Δ), over all integers. Sampled exactly, with integers alone: samplers that
/// round a floating-point Laplace variate leak through their low bits (Mironov, CCS 2012).
/// </summary>
/// <remarks>
/// Canonne, Kamath and Steinke, The Discrete Gaussian for Differential Privacy, NeurIPS 2020, algorithms 1 (a coin that falls with probability e^−γ) and 2 (discrete Laplace).
/// How long a sample takes depends on what is drawn, not on the data.
/// </remarks>
public static class DiscreteLaplace
{
    /// <summary>Noise for a whole number that one person changes by at most <paramref name="sensitivity"/>, so that it is ε-private.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An ε or a sensitivity of 0 or less: there is no such noise.</exception>
    public static long Sample(IRandomBits bits, Epsilon epsilon, long sensitivity)
    {
        if (epsilon.Millionths <= 0) throw new ArgumentOutOfRangeException(nameof(epsilon), epsilon, "Without an ε there is no noise that would do.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sensitivity);
        // Scale Δ/ε as the fraction t/s.
        var (t, s) = ((UInt128)sensitivity * Epsilon.PerOne, (UInt128)epsilon.Millionths);
        var common = CommonDivisor(t, s);
        return Sample(bits, t / common, s / common);
    }

    private static long Sample(IRandomBits bits, UInt128 t, UInt128 s)
    {
        while (true)
        {
            var u = Below(bits, t);
            if (!FallsWithExp(bits, u, t)) continue;
            UInt128 v = 0;
            while (FallsWithExp(bits, 1, 1)) v++;
            var y = (u + t * v) / s;
            var isNegative = Below(bits, 2) == 1;
            if (isNegative && y == 0) continue; // else zero would be counted twice
            return isNegative ? checked(-(long)y) : checked((long)y);
        }
    }

    /// <summary>True with probability e^−(numerator/denominator), which is at most 1.</summary>
    internal static bool FallsWithExp(IRandomBits bits, UInt128 numerator, UInt128 denominator)
    {
        // The first k at which a coin of probability γ/k falls on its other side is odd with probability e^−γ.
        UInt128 k = 1;
        while (Below(bits, checked(k * denominator)) < numerator) k++;
        return k % 2 == 1;
    }

    /// <summary>A uniform whole number from 0 to <paramref name="bound"/> − 1: what falls outside is drawn again, never folded back.</summary>
    internal static UInt128 Below(IRandomBits bits, UInt128 bound)
    {
        var needed = 128 - (int)UInt128.LeadingZeroCount(bound - 1);
        if (needed == 0) return 0;
        Span<byte> buffer = stackalloc byte[16];
        var drawn = buffer[..((needed + 7) / 8)];
        while (true)
        {
            bits.Fill(drawn);
            UInt128 value = 0;
            foreach (var one in drawn) value = value << 8 | one;
            value &= UInt128.MaxValue >> (128 - needed);
            if (value < bound) return value;
        }
    }

    private static UInt128 CommonDivisor(UInt128 a, UInt128 b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
