using System.Security.Cryptography;

namespace TwinGrid.Devices.People;

/// <summary>
/// Counter-based chance: the same (seed, purpose, counter) gives the same number on every machine, in any order, however often it is asked.
/// So a simulated life is a function of time and needs no stored state.
/// </summary>
public readonly record struct Chance(ulong Seed)
{
    /// <summary>Chance of one person.</summary>
    public static Chance OfPerson(long seed, int person) => new(Mix((ulong)seed * 0x9E3779B97F4A7C15UL + (ulong)person + 1));

    /// <summary>Uniform in [0, 1).</summary>
    public double Uniform(string purpose, long counter = 0) => (Bits(purpose, counter) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in [low, high).</summary>
    public double Between(double low, double high, string purpose, long counter = 0) => low + (high - low) * Uniform(purpose, counter);

    /// <summary>Standard normal (Box–Muller), cut at ±3.</summary>
    public double Normal(string purpose, long counter = 0)
    {
        var radius = Math.Sqrt(-2 * Math.Log(1 - Uniform(purpose, counter * 2)));
        return Math.Clamp(radius * Math.Cos(2 * Math.PI * Uniform(purpose, counter * 2 + 1)), -3, 3);
    }

    /// <summary>Noise that wanders: standard normal values one <paramref name="scale"/> apart with smooth passages between.</summary>
    public double Wander(string purpose, DateTimeOffset at, TimeSpan scale)
    {
        var position = at.UtcTicks / (double)scale.Ticks;
        var floor = Math.Floor(position);
        var (lattice, part) = ((long)floor, position - floor);
        var weight = part * part * (3 - 2 * part);
        return Normal(purpose, lattice) * (1 - weight) + Normal(purpose, lattice + 1) * weight;
    }

    /// <summary>128 bits in hex, the form of a random twin id.</summary>
    public string Pseudonym()
    {
        Span<byte> bytes = stackalloc byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, Seed);
        return Convert.ToHexStringLower(SHA256.HashData([.. "twingrid pseudonym "u8, .. bytes]).AsSpan(0, 16));
    }

    private ulong Bits(string purpose, long counter)
    {
        var hash = Seed;
        foreach (var letter in purpose) hash = (hash ^ letter) * 0x100000001B3UL;
        return Mix(Mix(hash) ^ Mix((ulong)counter + 0x632BE59BD9B4E019UL));
    }

    /// <summary>The finaliser of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
    private static ulong Mix(ulong z)
    {
        z += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
