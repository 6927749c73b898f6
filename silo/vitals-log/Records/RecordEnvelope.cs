using System.Buffers.Binary;
using System.IO.Hashing;
using Google.Protobuf;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog.Records;

/// <summary>
/// A packet as every log stores it: one byte of format version, four bytes of CRC-32 (little endian, over the version and the record), then the
/// <see cref="PacketRecord"/> in Protocol Buffers.
/// </summary>
internal static class RecordEnvelope
{
    private const byte Version = 1;
    private const int Header = 5;

    public static byte[] Seal(VitalsPacket packet)
    {
        var record = new PacketRecord
        {
            TwinId = packet.TwinId.Value,
            DeviceId = packet.DeviceId,
            Sequence = packet.Sequence,
            ReceivedAt = Ticks(packet.ReceivedAt),
        };
        foreach (var sample in packet.Samples)
            record.Samples.Add(new SampleRecord
            {
                Signal = (uint)sample.Signal,
                Value = sample.Value,
                ObservedAfterReceived = Ticks(sample.ObservedAt) - record.ReceivedAt,
                Status = (uint)sample.Status,
                Flags = (uint)sample.Flags,
            });
        var envelope = new byte[Header + record.CalculateSize()];
        record.WriteTo(envelope.AsSpan(Header));
        envelope[0] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(envelope.AsSpan(1), Checksum(envelope));
        return envelope;
    }

    /// <summary>Reads a packet back, times in UTC.</summary>
    /// <exception cref="VitalsLogCorruptException">The bytes are not those that were sealed, or a newer version sealed them.</exception>
    public static LoggedPacket Open(ReadOnlySpan<byte> envelope, LogPosition position)
    {
        if (envelope.Length < Header) throw new VitalsLogCorruptException(position, $"it has {envelope.Length} bytes, too few for a record");
        if (BinaryPrimitives.ReadUInt32LittleEndian(envelope[1..]) != Checksum(envelope)) throw new VitalsLogCorruptException(position, "its checksum does not match its bytes");
        if (envelope[0] != Version) throw new VitalsLogCorruptException(position, $"its format {envelope[0]} is unknown to this version, which reads format {Version}");
        try
        {
            return new LoggedPacket(position, Packet(PacketRecord.Parser.ParseFrom(envelope[Header..])));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException or ArgumentOutOfRangeException)
        {
            throw new VitalsLogCorruptException(position, error.Message, error);
        }
    }

    private static VitalsPacket Packet(PacketRecord record)
    {
        var samples = new VitalSign[record.Samples.Count];
        for (var i = 0; i < samples.Length; i++)
        {
            var sample = record.Samples[i];
            samples[i] = new VitalSign(
                (Signal)sample.Signal, sample.Value, Time(record.ReceivedAt + sample.ObservedAfterReceived), (SampleStatus)sample.Status, (SampleFlags)sample.Flags);
        }
        return new VitalsPacket(TwinId.Parse(record.TwinId), record.DeviceId, record.Sequence, Time(record.ReceivedAt), samples);
    }

    private static uint Checksum(ReadOnlySpan<byte> envelope)
    {
        var crc = new Crc32();
        crc.Append(envelope[..1]);
        crc.Append(envelope[Header..]);
        return crc.GetCurrentHashAsUInt32();
    }

    private static long Ticks(DateTimeOffset time) => time.UtcTicks - DateTime.UnixEpoch.Ticks;

    private static DateTimeOffset Time(long ticks) => new(ticks + DateTime.UnixEpoch.Ticks, TimeSpan.Zero);
}
