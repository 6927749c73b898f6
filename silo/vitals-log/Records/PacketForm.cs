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

    public static VitalsPacket Read(PacketRecord record)
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
}
