using System.Numerics;

namespace TwinGrid.Trials.Tallies;

/// <summary>A sum that does not depend on the order of what is added, to the last bit: a fixed-point number of 192 bits.</summary>
/// <remarks>
/// Each number added is rounded once, by itself, to a multiple of 2⁻⁹⁶ (1.3e-29); all additions are exact. So a trial's sums are the same on one silo and on four, however its
/// patients were split. The idea is Kulisch's accumulator, cut to the range of clinical figures: below 2⁶⁴ (1.8e19) each, and 2³¹ of them.
/// </remarks>
public struct ExactSum : IEquatable<ExactSum>
{
    /// <summary>How many bytes it takes when written.</summary>
    public const int Size = 24;

    private const int Fraction = 96, MantissaBits = 52, Bias = 1075;

    private ulong _low, _middle, _high;

    /// <summary>A sum as it was written.</summary>
    public static ExactSum From(ulong low, ulong middle, ulong high) => new() { _low = low, _middle = middle, _high = high };

    /// <summary>Its three words, lowest first; two's complement.</summary>
    public readonly (ulong Low, ulong Middle, ulong High) Words => (_low, _middle, _high);

    /// <summary>In units of 2⁻⁹⁶, exactly.</summary>
    public readonly BigInteger Exact => ((BigInteger)(long)_high << 128) + ((BigInteger)_middle << 64) + _low;

    /// <summary>Rounded to a double.</summary>
    public readonly double Value => ToDouble(Exact, Fraction);

    /// <summary>Adds a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not finite, or 2⁶⁴ and more.</exception>
    public void Add(double number)
    {
        var (mantissa, exponent, isNegative) = Parts(number);
        Add(mantissa, exponent - Bias + Fraction, isNegative);
    }

    /// <summary>Adds a product, unrounded.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not finite, or it or the product is 2⁶⁴ and more.</exception>
    public void AddProduct(double a, double b)
    {
        if (!(Math.Abs(a * b) < 18446744073709551616.0)) throw TooLarge(a * b);
        var (first, second) = (Parts(a), Parts(b));
        Add((UInt128)first.Mantissa * second.Mantissa, first.Exponent + second.Exponent - 2 * Bias + Fraction, first.IsNegative != second.IsNegative);
    }

    private static (ulong Mantissa, int Exponent, bool IsNegative) Parts(double number)
    {
        var bits = BitConverter.DoubleToInt64Bits(number);
        var exponent = (int)(bits >> MantissaBits) & 0x7FF;
        if (exponent >= 1023 + 64) throw TooLarge(number);
        var mantissa = (ulong)bits & ((1UL << MantissaBits) - 1);
        return exponent == 0 ? (mantissa, 1, bits < 0) : (mantissa | 1UL << MantissaBits, exponent, bits < 0);
    }

    private static ArgumentOutOfRangeException TooLarge(double number) => new(nameof(number), number, "A trial's figures are finite and below 1.8e19, and so are their squares.");

    /// <summary>Adds a whole number times 2 to the power of the shift, in units.</summary>
    private void Add(UInt128 mantissa, int shift, bool isNegative)
    {
        ulong low, middle, high;
        if (shift < 0)
        {
            // Half and more away from zero: the same for a number and its negative.
            mantissa = shift <= -110 ? 0 : (mantissa + (UInt128.One << (-shift - 1))) >> -shift;
            (low, middle, high) = ((ulong)mantissa, (ulong)(mantissa >> 64), 0);
        }
        else if (shift < 64)
        {
            var lower = mantissa << shift;
            (low, middle, high) = ((ulong)lower, (ulong)(lower >> 64), shift == 0 ? 0 : (ulong)(mantissa >> (128 - shift)));
        }
        else
        {
            var lower = mantissa << (shift - 64);
            (low, middle, high) = (0, (ulong)lower, (ulong)(lower >> 64));
        }
        if (isNegative)
        {
            low = ~low + 1;
            middle = ~middle + (low == 0 ? 1UL : 0);
            high = ~high + (low == 0 && middle == 0 ? 1UL : 0);
        }
        Add(low, middle, high);
    }

    /// <summary>Adds another sum.</summary>
    public void Add(in ExactSum other) => Add(other._low, other._middle, other._high);

    private void Add(ulong low, ulong middle, ulong high)
    {
        _low += low;
        var carry = _low < low ? 1UL : 0;
        _middle += middle;
        var next = _middle < middle ? 1UL : 0;
        _middle += carry;
        if (_middle < carry) next++;
        _high += high + next;
    }

    /// <summary>A whole number of units of 2 to the minus so many bits, rounded to the nearest double.</summary>
    internal static double ToDouble(BigInteger units, int bits)
    {
        var size = BigInteger.Abs(units);
        var surplus = (int)Math.Max(0, (long)size.GetBitLength() - 64);
        var top = (ulong)(size >> surplus);
        // What is cut off below only decides which way a tie goes.
        if (surplus > 0 && !(size & ((BigInteger.One << surplus) - 1)).IsZero) top |= 1;
        return units.Sign * Math.ScaleB((double)top, surplus - bits);
    }

    public readonly bool Equals(ExactSum other) => Words == other.Words;

    public override readonly bool Equals(object? obj) => obj is ExactSum other && Equals(other);

    public override readonly int GetHashCode() => Words.GetHashCode();

    public static bool operator ==(ExactSum left, ExactSum right) => left.Equals(right);

    public static bool operator !=(ExactSum left, ExactSum right) => !left.Equals(right);
}
