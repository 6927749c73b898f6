using TwinGrid.Patients;

namespace TwinGrid.Devices.Uplink;

/// <summary>What one device of one patient sends at once.</summary>
/// <param name="Sequence">Rises with each packet of the device; a repeat carries the same number.</param>
public sealed record OutgoingPacket(TwinId TwinId, string DeviceId, long Sequence, IReadOnlyList<OutgoingSample> Samples);
