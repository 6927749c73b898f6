using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Formats.Samples;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.Gateway.Api.Vitals;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>What an Observation says of the twin's signals: its own value and those of its components, each by code and unit, judged as every vital sign is.</summary>
internal sealed class ObservationSigns(UcumUnits units)
{
    private static readonly string[] TimePaths = ["effectiveDateTime", "effectiveInstant", "effectivePeriod"];

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly TimeSpan Latest = TimeSpan.FromHours(24);

    /// <summary>The signs, and what is remarkable in the Observation.</summary>
    public (IReadOnlyList<VitalSign> Signs, IReadOnlyList<Remark> Remarks) Of(JsonObject observation, DateTimeOffset now)
    {
        if (Status(References.Text(observation, "status")) is not { } status || FhirTime.Of(observation, TimePaths) is not var (begins, _)) return ([], []);
        if (begins < Earliest || begins > now + Latest) return ([], [new Remark("time-not-believed", "observed before 1900 or more than a day ahead: kept, and not told to the twin")]);
        var (signs, remarks) = (new List<VitalSign>(), new List<Remark>());
        Read(observation, "Observation", status, begins, now, signs, remarks);
        var place = 0;
        foreach (var component in References.At(observation, "component")) Read((component as JsonObject)!, $"Observation.component[{place++}]", status, begins, now, signs, remarks);
        return (signs, remarks);
    }

    /// <summary>A value as people write it: full-width digits, a decimal comma, a comparator; null when it is no number.</summary>
    public static double? Number(string text)
    {
        var plain = Widths.Plain(text).Trim().Replace(',', '.');
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;
    }

    private void Read(JsonObject? part, string path, SampleStatus status, DateTimeOffset at, DateTimeOffset now, List<VitalSign> signs, List<Remark> remarks)
    {
        if (part is null || Coded(part) is not var (signal, system, code)) return;
        if (signal.IsCoded)
        {
            if (Letter(part) is { } letter) signs.Add(new VitalSign(signal.Signal, letter, at, status, Plausibility.Judge(signal, letter, letter, at, now)));
            else if (part["dataAbsentReason"] is null) remarks.Add(new Remark("no-quantity", $"{path}: the value of {signal.Slug} is no letter of {CodedValues.AcvpuLetters}; kept, and not told to the twin"));
            return;
        }
        if (Quantity(part) is not var (sent, unit))
        {
            if (part["dataAbsentReason"] is null && part.Any(pair => pair.Key.StartsWith("value", StringComparison.Ordinal))) remarks.Add(new Remark("no-quantity", $"{path}: the value of {signal.Slug} is no quantity; kept, and not told to the twin"));
            return;
        }
        var ucum = SignTable.Unit(signal, unit, system, code) ?? unit;
        if (units.ToInternal(signal, ucum) is not { } conversion)
        {
            if (unit.Length == 0) remarks.Add(new Remark("no-unit", $"{path}: {signal.Slug} has no unit, and its code says none; kept, and not told to the twin"));
            else remarks.Add(new Remark("foreign-unit", $"{path}: the unit '{unit}' does not measure {signal.Slug} ({signal.Unit}); kept, and not told to the twin"));
            return;
        }
        var value = conversion.Apply(sent);
        if (!double.IsFinite(value)) return;
        var flags = Plausibility.Judge(signal, sent, value, at, now);
        foreach (var flag in Plausibility.Names(flags)) remarks.Add(new Remark(flag, $"{path}: {signal.Slug} is {flag}; kept and flagged"));
        if (!string.Equals(ucum, unit, StringComparison.Ordinal)) remarks.Add(new Remark("unit-read", $"{path}: the unit '{unit}' was read as {ucum}"));
        signs.Add(new VitalSign(signal.Signal, value, at, status, flags));
    }

    private static (SignalDefinition Signal, string System, string Code)? Coded(JsonObject part)
    {
        foreach (var coding in References.At(part, "code.coding"))
            if (References.Text(coding, "code") is { Length: > 0 } code && References.Text(coding, "system") is { } system && SignTable.Find(system, code) is { } signal) return (signal, system, code);
        return null;
    }

    private static (double Sent, string Unit)? Quantity(JsonObject part)
    {
        if (part["valueQuantity"] is JsonObject quantity && quantity["value"] is JsonValue number && quantity["comparator"] is null && number.TryGetValue<double>(out var value))
            return (value, Widths.Plain(Unit(quantity)));
        return References.Text(part, "valueString") is { } text && Number(text) is { } written ? (written, "") : null;
    }

    private static int? Letter(JsonObject part)
    {
        foreach (var coding in References.At(part, "valueCodeableConcept.coding"))
            if (References.Text(coding, "system") == TwinWords.Acvpu && References.Text(coding, "code") is { } code) return CodedValues.AcvpuNumber(code);
        return References.Text(part, "valueString") is { } text ? CodedValues.AcvpuNumber(Widths.Plain(text).Trim()) : null;
    }

    /// <summary>The code where it is UCUM's, else what is written.</summary>
    private static string Unit(JsonObject quantity) =>
        References.Text(quantity, "system") == "http://unitsofmeasure.org" && References.Text(quantity, "code") is { } ucum ? ucum : References.Text(quantity, "unit") ?? References.Text(quantity, "code") ?? "";

    private static SampleStatus? Status(string? status) => status switch
    {
        "final" or "preliminary" or "registered" or "unknown" => SampleStatus.Final,
        "amended" or "corrected" => SampleStatus.Corrected,
        "entered-in-error" or "cancelled" => SampleStatus.EnteredInError,
        _ => null,
    };
}
