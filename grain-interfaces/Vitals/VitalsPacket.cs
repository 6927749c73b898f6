using TwinGrid.Patients;
using TwinGrid.Records;

namespace TwinGrid.Vitals;

/// <summary>Where a record stands in the vitals log. Offsets rise within a partition, from 0 (so -1 is "before the first").</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.LogPosition")]
public readonly record struct LogPosition([property: Id(0)] int Partition, [property: Id(1)] long Offset)
{
    public override string ToString() => $"{Partition}:{Offset}";
}

/// <summary>What a device sends: one patient, one device, a sequence number that rises, one or more vital signs.</summary>
/// <param name="TwinId">The patient's twin.</param>
/// <param name="DeviceId">The device's own name, unique for the patient.</param>
/// <param name="Sequence">Rising number given by the device; repeats of a packet carry the same one. ≥ 0.</param>
/// <param name="ReceivedAt">When the gateway took it.</param>
/// <param name="Samples">The vital signs, at least one.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.VitalsPacket")]
public sealed record VitalsPacket(
    [property: Id(0)] TwinId TwinId,
    [property: Id(1)] string DeviceId,
    [property: Id(2)] long Sequence,
    [property: Id(3)] DateTimeOffset ReceivedAt,
    [property: Id(4)] IReadOnlyList<VitalSign> Samples) : ITwinRecord
{
    DateTimeOffset ITwinRecord.KnownAt => ReceivedAt;
}
