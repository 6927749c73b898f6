namespace TwinGrid.Vitals;

/// <summary>Standing of a sample, after FHIR's observation status.</summary>
public enum SampleStatus : byte
{
    Final = 0,

    /// <summary>Replaces what the same device sent before for the same signal and instant.</summary>
    Corrected = 1,

    /// <summary>Takes back what the same device sent before for the same signal and instant.</summary>
    EnteredInError = 2,
}

/// <summary>Why a sample is kept but not believed as physiology. A sample without flags is believed.</summary>
[Flags]
public enum SampleFlags : byte
{
    None = 0,

    /// <summary>Zero from a signal that no living body shows as zero.</summary>
    ProbeDisconnected = 1,

    /// <summary>Outside what a body can show (<see cref="SignalDefinition.PossibleLow"/>, <see cref="SignalDefinition.PossibleHigh"/>).</summary>
    Impossible = 2,

    /// <summary>Observed later than it was received: the device's clock is wrong.</summary>
    FutureDated = 4,
}

/// <summary>A coded quantity in the signal's internal unit, observed at a time.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.VitalSign")]
public readonly record struct VitalSign(
    [property: Id(0)] Signal Signal,
    [property: Id(1)] double Value,
    [property: Id(2)] DateTimeOffset ObservedAt,
    [property: Id(3)] SampleStatus Status = SampleStatus.Final,
    [property: Id(4)] SampleFlags Flags = SampleFlags.None)
{
    /// <summary>True when the value may be judged and modelled as physiology.</summary>
    public bool IsBelieved => Flags == SampleFlags.None && Status != SampleStatus.EnteredInError;
}
