using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using TwinGrid.Keys;
using TwinGrid.Keys.Sealing;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Records;

/// <summary>
/// A record as every log stores it: one byte of format, four bytes of CRC-32 (little endian, over the format and the rest), then, in format 3, what
/// <see cref="PatientSeal"/> makes with the patient's key of one byte of kind and the record in Protocol Buffers: kind 1 a <see cref="PacketRecord"/>, kind 2 an
/// <see cref="OtherRecord"/>, both without their twin, which stands in the seal. Earlier versions wrote the record itself, in the open: formats 1 and 2 are
/// these two kinds.
/// </summary>
public static class RecordEnvelope
{
    private const byte Packet = 1, Other = 2, Sealed = 3;
    private const int Header = 5;

    /// <summary>The bytes to store, sealed with the patient's key.</summary>
    /// <exception cref="ArgumentException">The log keeps no such record.</exception>
    public static byte[] Seal(ITwinRecord record, PatientKeys keys, in PatientKey key)
    {
        var (kind, message) = Form(record);
        var plain = ArrayPool<byte>.Shared.Rent(1 + message.CalculateSize());
        var body = plain.AsSpan(0, 1 + message.CalculateSize());
        try
        {
            body[0] = kind;
            message.WriteTo(body[1..]);
            var twin = record.TwinId.Value;
            var envelope = new byte[Header + PatientSeal.Length(twin, body.Length)];
            PatientSeal.Seal(keys, key, twin, [], body, envelope.AsSpan(Header));
            envelope[0] = Sealed;
            BinaryPrimitives.WriteUInt32LittleEndian(envelope.AsSpan(1), Checksum(envelope));
            return envelope;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(body);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>The twin whose key opens the envelope, in ASCII; empty where it was written in the open.</summary>
    public static ReadOnlySpan<byte> TwinOf(ReadOnlySpan<byte> envelope) => envelope.Length > Header && envelope[0] == Sealed ? PatientSeal.TwinOf(envelope[Header..]) : [];

    /// <summary>Reads a record back, times in UTC.</summary>
    /// <param name="key">What is known of the key of its <see cref="TwinOf"/>.</param>
    /// <returns>The record; an <see cref="ErasedRecord"/> when its key was destroyed.</returns>
    /// <exception cref="VitalsLogCorruptException">The bytes are not those that were sealed, a newer version sealed them, or their key is neither kept nor destroyed.</exception>
    public static LoggedRecord Open(ReadOnlySpan<byte> envelope, LogPosition position, in FoundKey key)
    {
        if (envelope.Length < Header) throw new VitalsLogCorruptException(position, $"it has {envelope.Length} bytes, too few for a record");
        if (BinaryPrimitives.ReadUInt32LittleEndian(envelope[1..]) != Checksum(envelope)) throw new VitalsLogCorruptException(position, "its checksum does not match its bytes");
        try
        {
            return new LoggedRecord(position, envelope[0] switch
            {
                Packet => PacketForm.Read(envelope[Header..], default),
                Other => OtherForms.Read(OtherRecord.Parser.ParseFrom(envelope[Header..]), default),
                Sealed => Unseal(envelope[Header..], position, key),
                _ => throw new VitalsLogCorruptException(position, $"its format {envelope[0]} is unknown to this version, which reads formats {Packet} to {Sealed}"),
            });
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException or ArgumentOutOfRangeException)
        {
            throw new VitalsLogCorruptException(position, error.Message, error);
        }
    }

    private static ITwinRecord Unseal(ReadOnlySpan<byte> sealedBytes, LogPosition position, in FoundKey key)
    {
        var twin = TwinId.Parse(Encoding.ASCII.GetString(PatientSeal.TwinOf(sealedBytes)));
        if (key.State == KeyState.Destroyed) return new ErasedRecord(twin);
        if (key.State == KeyState.Absent)
            throw new VitalsLogCorruptException(position, $"it is sealed with the key of twin {twin}, which is neither kept nor destroyed: put back the store of keys that belongs to this log (TwinGrid:Keys), or erase the twin");
        var length = PatientSeal.OpenLength(sealedBytes);
        var plain = ArrayPool<byte>.Shared.Rent(length);
        var body = plain.AsSpan(0, length);
        try
        {
            if (!PatientSeal.TryOpen(key.Key, sealedBytes, [], body)) throw new VitalsLogCorruptException(position, $"the key of twin {twin} does not open it: the store of keys belongs to another log, or the record was changed");
            return body[0] switch
            {
                Packet => PacketForm.Read(body[1..], twin),
                Other => OtherForms.Read(OtherRecord.Parser.ParseFrom(body[1..]), twin),
                _ => throw new VitalsLogCorruptException(position, $"its kind {body[0]} is unknown to this version"),
            };
        }
        finally
        {
            CryptographicOperations.ZeroMemory(body);
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static (byte Kind, IMessage Message) Form(ITwinRecord record)
    {
        if (record is not VitalsPacket packet)
        {
            var other = OtherForms.Of(record);
            other.TwinId = "";
            return (Other, other);
        }
        var stored = PacketForm.Of(packet);
        stored.TwinId = "";
        return (Packet, stored);
    }

    private static uint Checksum(ReadOnlySpan<byte> envelope)
    {
        var crc = new Crc32();
        crc.Append(envelope[..1]);
        crc.Append(envelope[Header..]);
        return crc.GetCurrentHashAsUInt32();
    }
}
