using System.Buffers.Binary;
using System.IO.Hashing;
using Google.Protobuf;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Records;

/// <summary>
/// A record as every log stores it: one byte of format, four bytes of CRC-32 (little endian, over the format and the record), then the record in Protocol
/// Buffers: format 1 a <see cref="PacketRecord"/>, format 2 an <see cref="OtherRecord"/>, which older versions refuse instead of passing it over.
/// </summary>
public static class RecordEnvelope
{
    private const byte PacketFormat = 1, OtherFormat = 2;
    private const int Header = 5;

    /// <summary>The bytes to store.</summary>
    /// <exception cref="ArgumentException">The log keeps no such record.</exception>
    public static byte[] Seal(ITwinRecord record)
    {
        var isPacket = record is VitalsPacket;
        IMessage message = record is VitalsPacket packet ? PacketForm.Of(packet) : OtherForms.Of(record);
        var envelope = new byte[Header + message.CalculateSize()];
        message.WriteTo(envelope.AsSpan(Header));
        envelope[0] = isPacket ? PacketFormat : OtherFormat;
        BinaryPrimitives.WriteUInt32LittleEndian(envelope.AsSpan(1), Checksum(envelope));
        return envelope;
    }

    /// <summary>Reads a record back, times in UTC.</summary>
    /// <exception cref="VitalsLogCorruptException">The bytes are not those that were sealed, or a newer version sealed them.</exception>
    public static LoggedRecord Open(ReadOnlySpan<byte> envelope, LogPosition position)
    {
        if (envelope.Length < Header) throw new VitalsLogCorruptException(position, $"it has {envelope.Length} bytes, too few for a record");
        if (BinaryPrimitives.ReadUInt32LittleEndian(envelope[1..]) != Checksum(envelope)) throw new VitalsLogCorruptException(position, "its checksum does not match its bytes");
        try
        {
            var bytes = envelope[Header..];
            return new LoggedRecord(position, envelope[0] switch
            {
                PacketFormat => PacketForm.Read(PacketRecord.Parser.ParseFrom(bytes)),
                OtherFormat => OtherForms.Read(OtherRecord.Parser.ParseFrom(bytes)),
                _ => throw new VitalsLogCorruptException(position, $"its format {envelope[0]} is unknown to this version, which reads formats {PacketFormat} and {OtherFormat}"),
            });
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException or ArgumentOutOfRangeException)
        {
            throw new VitalsLogCorruptException(position, error.Message, error);
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> envelope)
    {
        var crc = new Crc32();
        crc.Append(envelope[..1]);
        crc.Append(envelope[Header..]);
        return crc.GetCurrentHashAsUInt32();
    }
}
