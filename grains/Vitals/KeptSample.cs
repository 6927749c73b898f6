using TwinGrid.Vitals;

namespace TwinGrid.Grains.Vitals;

/// <summary>A sample as a twin keeps it for a while.</summary>
/// <param name="At">UTC ticks of the observation.</param>
internal readonly record struct KeptSample(long At, string DeviceId, long Sequence, double Value, SampleStatus Status, SampleFlags Flags)
{
    public bool IsBelieved => Flags == SampleFlags.None && Status != SampleStatus.EnteredInError;

    /// <summary>Whole minutes since year 1: what a device sends within one minute is kept as its last sample.</summary>
    public long Minute => At / TimeSpan.TicksPerMinute;

    public DateTimeOffset ObservedAt => new(At, TimeSpan.Zero);

    /// <summary>Order in time; at one instant by device.</summary>
    public int CompareTime(in KeptSample other) =>
        At != other.At ? At.CompareTo(other.At) : string.CompareOrdinal(DeviceId, other.DeviceId);

    /// <summary>True when this is the later word of the same device about the same instant. Without a higher sequence, what it says decides, so that order of arrival never does.</summary>
    public bool Replaces(in KeptSample other) =>
        (Sequence, Status, Flags, BitConverter.DoubleToInt64Bits(Value)).CompareTo(
            (other.Sequence, other.Status, other.Flags, BitConverter.DoubleToInt64Bits(other.Value))) > 0;
}
