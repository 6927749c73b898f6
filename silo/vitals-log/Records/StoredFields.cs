using System.Buffers.Binary;

namespace TwinGrid.VitalsLog.Records;

/// <summary>The fields of a message in Protocol Buffers, one after the other, without making objects of them.</summary>
/// <remarks>Encoding: protobuf.dev/programming-guides/encoding.</remarks>
internal ref struct StoredFields(ReadOnlySpan<byte> message)
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private ReadOnlySpan<byte> _rest = message;

    /// <summary>Number of the field.</summary>
    public int Number { get; private set; }

    /// <summary>The value of a number; the bits, where it is of fixed length.</summary>
    public ulong Number64 { get; private set; }

    /// <summary>The content of a text or a message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    /// <summary>Moves to the next field; false at the end.</summary>
    /// <exception cref="FormatException">The message is cut short or is none.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty) return false;
        var tag = ReadVarint();
        if (tag is 0 or > uint.MaxValue) throw new FormatException("its fields cannot be read");
        Number = (int)(tag >> 3);
        switch ((int)tag & 7)
        {
            case Varint: Number64 = ReadVarint(); break;
            case Fixed64: Number64 = BinaryPrimitives.ReadUInt64LittleEndian(Take(8)); break;
            case Delimited: Bytes = Take(ReadVarint()); break;
            case Fixed32: Number64 = BinaryPrimitives.ReadUInt32LittleEndian(Take(4)); break;
            default: throw new FormatException("its fields cannot be read");
        }
        return true;
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)_rest.Length) throw new FormatException("it is cut short");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var place = 0; place < 10 && place < _rest.Length; place++)
        {
            value |= (ulong)(_rest[place] & 0x7F) << (7 * place);
            if (_rest[place] >= 0x80) continue;
            _rest = _rest[(place + 1)..];
            return value;
        }
        throw new FormatException("it is cut short");
    }
}
