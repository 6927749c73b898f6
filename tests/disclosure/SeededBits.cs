using TwinGrid.Disclosure.Noise;

namespace TwinGrid.Disclosure.Tests;

/// <summary>Bits that begin where they are told (xoshiro256**, as the runtime's seeded generator is not promised to stay).</summary>
public sealed class SeededBits(ulong seed) : IRandomBits
{
    private readonly ulong[] _state = [Mixed(seed + 1), Mixed(seed + 2), Mixed(seed + 3), Mixed(seed + 4)];

    public void Fill(Span<byte> buffer)
    {
        for (var i = 0; i < buffer.Length; i += 8)
        {
            var next = Next();
            for (var j = i; j < Math.Min(i + 8, buffer.Length); j++, next >>= 8) buffer[j] = (byte)next;
        }
    }

    private ulong Next()
    {
        var s = _state;
        var result = ulong.RotateLeft(s[1] * 5, 7) * 9;
        var t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = ulong.RotateLeft(s[3], 45);
        return result;
    }

    private static ulong Mixed(ulong z)
    {
        z *= 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
