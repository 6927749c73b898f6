using TwinGrid.Formats.Samples;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Hl7;

/// <summary>Results of a message, ready to be written.</summary>
/// <param name="Packet">Null where none of them is a sample.</param>
/// <param name="Left">Results that are no sample here, and why.</param>
internal sealed record Hl7Results(TwinId Twin, VitalsPacket? Packet, IReadOnlyList<LeftOut> Left);
