using TwinGrid.Vitals;

namespace TwinGrid.Devices.Uplink;

/// <summary>One coded quantity as a device sends it.</summary>
/// <param name="Code">LOINC (or TwinGrid's own) code.</param>
/// <param name="Value">In <paramref name="Unit"/>; for coded signals the number of <see cref="CodedValues"/>, sent as its letter.</param>
/// <param name="Unit">UCUM.</param>
/// <param name="ObservedAt">When the device observed it.</param>
/// <param name="Status">Sent only when it is not final.</param>
public readonly record struct OutgoingSample(string Code, double Value, string Unit, DateTimeOffset ObservedAt, SampleStatus Status = SampleStatus.Final)
{
    /// <summary>A sample in the signal's internal unit, rounded to one decimal more than is worth showing.</summary>
    public static OutgoingSample Of(Signal signal, double value, DateTimeOffset observedAt)
    {
        var definition = SignalCatalogue.Of(signal);
        var decimals = definition.IsCoded || definition.Decimals == 0 && definition.IsDose ? 0 : definition.Decimals + 1;
        return new(definition.Code, Math.Round(value, decimals), definition.Unit, observedAt);
    }
}
