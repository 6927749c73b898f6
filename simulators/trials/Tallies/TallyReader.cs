using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TwinGrid.Trials.Tallies;

/// <summary>Reads a tally's numbers.</summary>
/// <exception cref="InvalidDataException">The bytes end too early, or a count is impossible.</exception>
internal ref struct TallyReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _left = bytes;

    private const int Version = 1;

    /// <summary>Checks the mark, the digest and the version.</summary>
    public static TallyReader Start(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark)
    {
        if (!bytes.StartsWith(mark)) throw new InvalidDataException("These bytes are no tally of this kind.");
        var last = bytes.Length - SHA256.HashSizeInBytes;
        if (last < mark.Length || !SHA256.HashData(bytes[..last]).AsSpan().SequenceEqual(bytes[last..])) throw new InvalidDataException("The tally is torn: its digest does not hold.");
        var from = new TallyReader(bytes[mark.Length..last]);
        var version = from.ReadCount();
        return version == Version ? from : throw new InvalidDataException($"The tally has version {version}; this program reads {Version}.");
    }

    /// <summary>Whether something follows: what older programs did not write.</summary>
    public readonly bool HasMore => !_left.IsEmpty;

    /// <summary>Nothing may follow.</summary>
    public readonly void End()
    {
        if (!_left.IsEmpty) throw new InvalidDataException("The tally is torn: something follows its end.");
    }

    public long ReadCount()
    {
        var count = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Take(1)[0];
            count |= (ulong)(next & 0x7F) << shift;
            if (next >= 0x80) continue;
            return (long)count >= 0 ? (long)count : throw new InvalidDataException("The tally is torn: a count is below zero.");
        }
        throw new InvalidDataException("The tally is torn: a count does not end.");
    }

    /// <summary>How many entries follow, each of a byte at least.</summary>
    public int ReadLength()
    {
        var length = ReadCount();
        return length <= _left.Length ? (int)length : throw new InvalidDataException("The tally is torn: it names more entries than it holds.");
    }

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public ExactSum ReadSum()
    {
        var words = Take(ExactSum.Size);
        return ExactSum.From(BinaryPrimitives.ReadUInt64LittleEndian(words), BinaryPrimitives.ReadUInt64LittleEndian(words[8..]), BinaryPrimitives.ReadUInt64LittleEndian(words[16..]));
    }

    public ReadOnlySpan<byte> Take(int size)
    {
        if (size > _left.Length) throw new InvalidDataException("The tally is torn: it ends too early.");
        var taken = _left[..size];
        _left = _left[size..];
        return taken;
    }
}
