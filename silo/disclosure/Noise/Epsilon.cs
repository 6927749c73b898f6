using System.Globalization;

namespace TwinGrid.Disclosure.Noise;

/// <summary>
/// An amount of privacy loss, counted in millionths so that sums and scales are exact: between two cohorts that differ by one person, no answer is more than e^ε times as
/// likely from one as from the other.
/// </summary>
public readonly record struct Epsilon : IComparable<Epsilon>
{
    public const long PerOne = 1_000_000;

    private Epsilon(long millionths) => Millionths = millionths;

    public long Millionths { get; }

    public decimal Value => (decimal)Millionths / PerOne;

    /// <summary>From a decimal; false when it is not above 0, above 1000, or finer than a millionth.</summary>
    public static bool TryOf(decimal value, out Epsilon epsilon)
    {
        var fits = value is > 0 and <= 1000 && decimal.Truncate(value * PerOne) == value * PerOne;
        epsilon = fits ? new Epsilon((long)(value * PerOne)) : default;
        return fits;
    }

    /// <exception cref="ArgumentOutOfRangeException">Below 0.</exception>
    public static Epsilon OfMillionths(long millionths) => millionths >= 0 ? new(millionths) : throw new ArgumentOutOfRangeException(nameof(millionths), millionths, "An ε is never negative.");

    /// <summary>Two parts that add up to it, the first at most a millionth smaller.</summary>
    public (Epsilon First, Epsilon Second) Halves() => (new(Millionths / 2), new(Millionths - Millionths / 2));

    public int CompareTo(Epsilon other) => Millionths.CompareTo(other.Millionths);

    public static bool operator <(Epsilon left, Epsilon right) => left.Millionths < right.Millionths;

    public static bool operator >(Epsilon left, Epsilon right) => left.Millionths > right.Millionths;

    public static bool operator <=(Epsilon left, Epsilon right) => left.Millionths <= right.Millionths;

    public static bool operator >=(Epsilon left, Epsilon right) => left.Millionths >= right.Millionths;

    public override string ToString() => Value.ToString("0.######", CultureInfo.InvariantCulture);
}
