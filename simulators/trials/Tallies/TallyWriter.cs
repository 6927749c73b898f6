using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TwinGrid.Trials.Tallies;

/// <summary>Writes a tally's numbers, small ones in few bytes.</summary>
internal sealed class TallyWriter
{
    private byte[] _bytes = new byte[4096];

    private const int Version = 1;

    /// <summary>Begins with a mark of four letters and the version.</summary>
    public static TallyWriter Start(ReadOnlySpan<byte> mark)
    {
        var to = new TallyWriter();
        to.Write(mark);
        to.Write(Version);
        return to;
    }

    /// <summary>All that was written, and a digest of it.</summary>
    public byte[] Sealed()
    {
        Write(SHA256.HashData(_bytes.AsSpan(0, Length)));
        return _bytes[..Length];
    }

    private int Length { get; set; }

    /// <summary>A count: never negative.</summary>
    public void Write(long count)
    {
        var left = (ulong)count;
        var to = Reserve(10);
        var used = 0;
        for (; left >= 0x80; left >>= 7) to[used++] = (byte)(left | 0x80);
        to[used++] = (byte)left;
        Length += used;
    }

    public void Write(double number)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(Reserve(8), number);
        Length += 8;
    }

    public void Write(ExactSum sum)
    {
        var to = Reserve(ExactSum.Size);
        var (low, middle, high) = sum.Words;
        BinaryPrimitives.WriteUInt64LittleEndian(to, low);
        BinaryPrimitives.WriteUInt64LittleEndian(to[8..], middle);
        BinaryPrimitives.WriteUInt64LittleEndian(to[16..], high);
        Length += ExactSum.Size;
    }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    private Span<byte> Reserve(int size)
    {
        if (Length + size > _bytes.Length) Array.Resize(ref _bytes, Math.Max(Length + size, 2 * _bytes.Length));
        return _bytes.AsSpan(Length);
    }
}
