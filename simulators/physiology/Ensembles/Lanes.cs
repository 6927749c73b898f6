using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace TwinGrid.Physiology.Ensembles;

/// <summary>
/// Eight numbers that go through the same equations side by side: eight members of an ensemble, eight patients, eight doses.
/// </summary>
/// <remarks>
/// A model written over lanes reads like its paper and costs one vector instruction where a scalar model costs eight. Multiply
/// and add are fused only where it is written, and the elementary functions are our own: the same inputs give the same bits on every
/// machine, with 512-bit registers or without.
/// </remarks>
public readonly struct Lanes(Vector512<double> values) : IEquatable<Lanes>
{
    /// <summary>How many members travel together.</summary>
    public const int Count = 8;

    private const double Log2E = 1.4426950408889634;
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>1.5·2⁵²: adding it rounds a small number to an integer and leaves that integer in the low bits.</summary>
    private const double Rounder = 6755399441055744.0;

    private readonly Vector512<double> _values = values;

    public static Lanes Zero => new(Vector512<double>.Zero);

    public static Lanes One => new(Vector512<double>.One);

    /// <summary>0, 1, … 7.</summary>
    public static Lanes Numbers => new(Vector512.Create(0d, 1, 2, 3, 4, 5, 6, 7));

    /// <summary>The value in a lane, 0 to 7.</summary>
    public double this[int lane] => _values.GetElement(lane);

    /// <summary>The first eight numbers of a span.</summary>
    public static Lanes Of(ReadOnlySpan<double> values) => new(Vector512.Create(values));

    /// <summary>These lanes with one of them replaced.</summary>
    public Lanes With(int lane, double value) => new(_values.WithElement(lane, value));

    public void CopyTo(Span<double> destination) => _values.CopyTo(destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static implicit operator Lanes(double value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator +(Lanes a, Lanes b) => new(a._values + b._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator -(Lanes a, Lanes b) => new(a._values - b._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator -(Lanes a) => new(-a._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator *(Lanes a, Lanes b) => new(a._values * b._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator *(Lanes a, double b) => new(a._values * b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator *(double a, Lanes b) => new(a * b._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator /(Lanes a, Lanes b) => new(a._values / b._values);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator /(Lanes a, double b) => new(a._values / b);

    /// <summary>Lanes where <paramref name="a"/> is the greater: all bits set there, none elsewhere; for <see cref="Select"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator >(Lanes a, Lanes b) => new(Vector512.GreaterThan(a._values, b._values));

    /// <inheritdoc cref="op_GreaterThan"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator <(Lanes a, Lanes b) => new(Vector512.LessThan(a._values, b._values));

    /// <inheritdoc cref="op_GreaterThan"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator >=(Lanes a, Lanes b) => new(Vector512.GreaterThanOrEqual(a._values, b._values));

    /// <inheritdoc cref="op_GreaterThan"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator <=(Lanes a, Lanes b) => new(Vector512.LessThanOrEqual(a._values, b._values));

    /// <summary>Lane by lane <paramref name="yes"/> where the condition (a comparison) holds, else <paramref name="no"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Select(Lanes condition, Lanes yes, Lanes no) =>
        new(Vector512.ConditionalSelect(condition._values, yes._values, no._values));

    /// <summary>Where both conditions hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator &(Lanes a, Lanes b) => new(a._values & b._values);

    /// <summary>Where a condition does not hold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes operator ~(Lanes condition) => new(~condition._values);

    /// <summary>Whether a condition holds in any lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Lanes condition) => Bits(condition) != 0;

    /// <summary>A condition as one bit a lane, the first lane's lowest.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Bits(Lanes condition) => (uint)Vector512.ExtractMostSignificantBits(condition._values);

    /// <summary>The greater; <paramref name="b"/> where either is not a number (on x86).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Max(Lanes a, Lanes b) => new(Vector512.MaxNative(a._values, b._values));

    /// <summary>The smaller; <paramref name="b"/> where either is not a number (on x86).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Min(Lanes a, Lanes b) => new(Vector512.MinNative(a._values, b._values));

    /// <summary>a·b + c, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes MultiplyAdd(Lanes a, Lanes b, Lanes c) => new(Vector512.FusedMultiplyAdd(a._values, b._values, c._values));

    /// <summary>Held between two bounds; a lane that is not a number takes the lower bound.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Clamp(Lanes a, Lanes low, Lanes high) => Min(Max(a, low), high);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Abs(Lanes a) => new(Vector512.Abs(a._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Ceiling(Lanes a) => new(Vector512.Ceiling(a._values));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Sqrt(Lanes a) => new(Vector512.Sqrt(a._values));

    /// <summary>eˣ to about one unit in the last place; x is held within ±700.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Exp(Lanes x)
    {
        x = Clamp(x, -700, 700);
        var rounded = MultiplyAdd(x, Log2E, Rounder);
        var k = rounded - Rounder;
        var r = MultiplyAdd(k, -Ln2Low, MultiplyAdd(k, -Ln2High, x));
        var r2 = r * r;
        var r4 = r2 * r2;
        var low = MultiplyAdd(r2, MultiplyAdd(r, 1d / 6, 1d / 2), r + 1);
        var middle = MultiplyAdd(r2, MultiplyAdd(r, 1d / 5040, 1d / 720), MultiplyAdd(r, 1d / 120, 1d / 24));
        var high = MultiplyAdd(r2, MultiplyAdd(r, 1d / 39916800, 1d / 3628800), MultiplyAdd(r, 1d / 362880, 1d / 40320));
        var highest = MultiplyAdd(r, 1d / 6227020800, 1d / 479001600);
        var power = MultiplyAdd(r4, MultiplyAdd(r4, MultiplyAdd(r4, highest, high), middle), low);
        return new((power._values.AsInt64() + (rounded._values.AsInt64() << 52)).AsDouble());
    }

    /// <summary>Natural logarithm to about one unit in the last place, of positive normal numbers; of anything else it is not a number.</summary>
    /// <remarks>The number is 2ᵏ·(1 + f) with 1 + f about √½ to √2, and log(1 + f) a series in f/(2 + f); coefficients of FreeBSD's e_log.c.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Log(Lanes x)
    {
        const long Half = 0x3fe6a09e667f3bcd; // the bits of √½
        var bits = x._values.AsInt64();
        var k = (bits - Vector512.Create(Half)) >> 52;
        var f = new Lanes((bits - (k << 52)).AsDouble()) - 1;
        var exponent = new Lanes((k + Vector512.Create(0x4338000000000000L)).AsDouble()) - Rounder;
        var s = f / (2 + f);
        var z = s * s;
        var w = z * z;
        var even = w * MultiplyAdd(w, MultiplyAdd(w, 1.531383769920937332e-01, 2.222219843214978396e-01), 3.999999999940941908e-01);
        var odd = z * MultiplyAdd(w, MultiplyAdd(w, MultiplyAdd(w, 1.479819860511658591e-01, 1.818357216161805012e-01), 2.857142874366239149e-01), 6.666666666666735130e-01);
        var square = 0.5 * f * f;
        var low = MultiplyAdd(s, square + even + odd, exponent * Ln2Low);
        var log = MultiplyAdd(exponent, Ln2High, f - (square - low));
        return Select((x >= 2.2250738585072014e-308) & (x <= double.MaxValue), log, double.NaN);
    }

    /// <summary>About x to the power −1/16, within some percent, of positive numbers; where a step's length needs no more.</summary>
    /// <remarks>A number's bits are about a straight line of its logarithm.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes InverseRoot16(Lanes x) => new((Vector512.Create(BitConverter.DoubleToInt64Bits(1) / 16 * 17) - (x._values.AsInt64() >> 4)).AsDouble());

    /// <summary>Hyperbolic tangent, absolute error about 1e-16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes Tanh(Lanes x) => 1 - 2 / (Exp(2 * x) + 1);

    /// <summary>Whether every lane is a finite number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AllFinite(Lanes a) => Vector512.EqualsAll(a._values - a._values, Vector512<double>.Zero);

    public bool Equals(Lanes other) => _values.Equals(other._values);

    public override bool Equals(object? obj) => obj is Lanes other && Equals(other);

    public override int GetHashCode() => _values.GetHashCode();

    public static bool operator ==(Lanes a, Lanes b) => a.Equals(b);

    public static bool operator !=(Lanes a, Lanes b) => !a.Equals(b);

    public override string ToString() => _values.ToString();
}
