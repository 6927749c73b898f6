using System.Text;
using TwinGrid.Patients;
using TwinGrid.Vitals;
using static TwinGrid.VitalsLog.Records.StoredTime;

namespace TwinGrid.VitalsLog.Records;

/// <summary>Packets to and from their stored form.</summary>
internal static class PacketForm
{
    public static PacketRecord Of(VitalsPacket packet)
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
        return record;
    }

    /// <summary>Reads a <see cref="PacketRecord"/> by its fields: as objects of Protocol Buffers first, a packet would cost twice as much.</summary>
    /// <param name="twin">Whose it is, where it does not say so itself.</param>
    /// <exception cref="FormatException">It is no such record.</exception>
    public static VitalsPacket Read(ReadOnlySpan<byte> stored, TwinId twin)
    {
        var (device, sequence, receivedAt) = ("", 0L, 0L);
        var count = 0;
        for (var fields = new StoredFields(stored); fields.Next();)
        {
            switch (fields.Number)
            {
                case PacketRecord.TwinIdFieldNumber: twin = TwinId.Parse(Encoding.UTF8.GetString(fields.Bytes)); break;
                case PacketRecord.DeviceIdFieldNumber: device = Encoding.UTF8.GetString(fields.Bytes); break;
                case PacketRecord.SequenceFieldNumber: sequence = (long)fields.Number64; break;
                case PacketRecord.ReceivedAtFieldNumber: receivedAt = (long)fields.Number64; break;
                case PacketRecord.SamplesFieldNumber: count++; break;
            }
        }
        var samples = new VitalSign[count];
        count = 0;
        for (var fields = new StoredFields(stored); fields.Next();)
            if (fields.Number == PacketRecord.SamplesFieldNumber) samples[count++] = ReadSample(fields.Bytes, receivedAt);
        return new VitalsPacket(twin == default ? TwinId.Parse("") : twin, device, sequence, Time(receivedAt), samples);
    }

    private static VitalSign ReadSample(ReadOnlySpan<byte> stored, long receivedAt)
    {
        var (signal, value, after, status, flags) = (0UL, 0.0, 0L, 0UL, 0UL);
        for (var fields = new StoredFields(stored); fields.Next();)
        {
            switch (fields.Number)
            {
                case SampleRecord.SignalFieldNumber: signal = fields.Number64; break;
                case SampleRecord.ValueFieldNumber: value = BitConverter.UInt64BitsToDouble(fields.Number64); break;
                case SampleRecord.ObservedAfterReceivedFieldNumber: after = (long)(fields.Number64 >> 1) ^ -(long)(fields.Number64 & 1); break;
                case SampleRecord.StatusFieldNumber: status = fields.Number64; break;
                case SampleRecord.FlagsFieldNumber: flags = fields.Number64; break;
            }
        }
        return new VitalSign((Signal)signal, value, Time(receivedAt + after), (SampleStatus)status, (SampleFlags)flags);
    }
}
