using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>What a device sends.</summary>
/// <param name="DeviceId">The device's own name, unique for the patient; 1 to 128 characters.</param>
/// <param name="Sequence">A number that rises with each packet, ≥ 0. A packet sent again carries the same one, and counts once.</param>
/// <param name="Samples">1 to 10000 samples.</param>
/// <param name="TwinId">The patient's twin. Required on a line of a stream; where the address names the twin it may be left out.</param>
public sealed record PacketBody(string DeviceId, long Sequence, IReadOnlyList<SampleBody> Samples, string? TwinId = null);

/// <summary>One vital sign.</summary>
/// <param name="Code">LOINC code, or TwinGrid's own where LOINC has none.</param>
/// <param name="Value">A number; for consciousness one of the letters A, C, V, P, U.</param>
/// <param name="ObservedAt">ISO 8601 with a time zone.</param>
/// <param name="Unit">UCUM; converted to the signal's own unit. May be left out for coded values only.</param>
/// <param name="Status">final (unless given), corrected, entered-in-error.</param>
public sealed record SampleBody(string Code, object Value, DateTimeOffset ObservedAt, string? Unit = null, SampleStatus? Status = null);

/// <summary>A packet that is flushed to the vitals log.</summary>
/// <param name="Partition">Partition of the log.</param>
/// <param name="Offset">Place in the partition.</param>
/// <param name="Accepted">Samples taken, flagged ones included.</param>
/// <param name="Flagged">Samples that are kept but not believed as physiology.</param>
public sealed record PacketReceipt(int Partition, long Offset, int Accepted, IReadOnlyList<FlaggedSample> Flagged);

/// <param name="Index">Place of the sample in the packet, from 0.</param>
/// <param name="Reason">probe-disconnected, impossible, future-dated.</param>
public sealed record FlaggedSample(int Index, string Reason);
