using TwinGrid.Formats.Samples;
using TwinGrid.Gateway.Api.Fhir.Twins;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Imports;

/// <summary>Holds samples of other people's files and messages to the same rules as packets: codes, units, times, plausibility.</summary>
internal sealed class SampleConversion(UcumUnits units, TimeProvider time)
{
    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Latest = TimeSpan.FromHours(24);

    /// <summary>The sample as it is kept, or why it is not.</summary>
    /// <param name="born">The day before which nothing was observed.</param>
    public (VitalSign? Sample, string? Reason) Of(in RecordedSample recorded, SampleStatus status, DateOnly born)
    {
        var now = time.GetUtcNow();
        if (SignalOf(recorded) is not { } signal) return (null, "code is not known here");
        if (signal.IsCoded) return (null, "is a code and no quantity");
        var unit = SignTable.Unit(signal, recorded.Unit, SystemOf(recorded), recorded.Code) ?? recorded.Unit;
        if ((status == SampleStatus.EnteredInError ? UnitConversion.Identity : units.ToInternal(signal, unit)) is not { } conversion) return (null, $"unit does not convert to {signal.Unit}");
        if (recorded.At < Earliest) return (null, "was observed before the year 1900");
        if (recorded.At > now + Latest) return (null, "was observed more than 24 hours in the future");
        if (recorded.At < new DateTimeOffset(born, TimeOnly.MinValue, TimeSpan.Zero) - TimeSpan.FromHours(14)) return (null, "was observed before the patient's birth date");
        var value = conversion.Apply(recorded.Value);
        if (!double.IsFinite(value)) return (null, "is no finite number");
        var at = recorded.At.ToUniversalTime();
        return (new VitalSign(signal.Signal, value, at, status, Plausibility.Judge(signal, recorded.Value, value, at, now)), null);
    }

    private static SignalDefinition? SignalOf(in RecordedSample recorded) => recorded.System is null ? SignalCatalogue.Find(recorded.Code) : SignTable.Find(SystemOf(recorded), recorded.Code);

    private static string SystemOf(in RecordedSample recorded) => recorded.System == RecordedSample.Jlac10 ? JapaneseCodes.Jlac10OfMedis : TwinWords.Loinc;
}
