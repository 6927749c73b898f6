using System.Globalization;
using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Gateway.Api.Problems;
using TwinGrid.Gateway.Api.Twins;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>Reads one packet whole: fields, codes, units, times, plausibility. Either everything is right, or nothing is taken and every fault is named.</summary>
internal sealed class PacketReader(UcumUnits units, TimeProvider time)
{
    private const int MostSamples = 10_000;

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Latest = TimeSpan.FromHours(24);

    private static readonly (string, SampleStatus)[] Statuses =
        [("final", SampleStatus.Final), ("corrected", SampleStatus.Corrected), ("entered-in-error", SampleStatus.EnteredInError)];

    /// <param name="addressed">The twin the address names; null where the packet itself must.</param>
    public Reading<VitalsPacket> Read(JsonElement body, TwinId? addressed)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "twinId", "deviceId", "sequence", "samples");
        var twin = Twin(fields, addressed);
        var device = fields.Text("deviceId", longest: 128);
        var sequence = fields.Whole("sequence", 0, long.MaxValue);
        var (now, samples) = (time.GetUtcNow(), new List<VitalSign>());
        foreach (var (element, path) in fields.Objects("samples", fewest: 1, MostSamples))
            if (Sample(element, path, now, errors) is { } sample) samples.Add(sample);
        return errors.Any ? errors.ToProblem() : new VitalsPacket(twin, device!, sequence!.Value, now, samples);
    }

    /// <summary>Names samples that were observed before the patient was born; null when there are none.</summary>
    public static Problem? BeforeBirth(VitalsPacket packet, DateOnly birthDate)
    {
        var born = new DateTimeOffset(birthDate, TimeOnly.MinValue, TimeSpan.Zero) - TimeSpan.FromHours(14); // the day begins first at UTC+14
        var errors = new FieldErrors();
        for (var i = 0; i < packet.Samples.Count; i++)
            if (packet.Samples[i].ObservedAt < born) errors.Add($"samples[{i}].observedAt", "is before the patient's birth date");
        return errors.Any ? errors.ToProblem() : null;
    }

    private static TwinId Twin(JsonFields fields, TwinId? addressed)
    {
        if (addressed is { } already && !fields.Has("twinId")) return already;
        if (fields.Text("twinId", longest: 64) is not { } text) return default;
        if (!TwinId.TryParse(text, out var twin)) fields.Wrong("twinId", TwinIds.Form);
        else if (addressed is { } other && twin != other) fields.Wrong("twinId", "is not the twin that the address names");
        return twin;
    }

    private VitalSign? Sample(JsonElement element, string path, DateTimeOffset now, FieldErrors errors)
    {
        var fields = new JsonFields(element, path, errors, "code", "value", "unit", "observedAt", "status");
        var signal = Code(fields);
        var observedAt = ObservedAt(fields, now);
        var status = fields.Choice("status", Statuses, isRequired: false) ?? SampleStatus.Final;
        if (signal is null) return null;
        if ((signal.IsCoded ? Letter(fields, signal) : Quantity(fields, signal)) is not var (sent, value) || observedAt is not { } at) return null;
        return new VitalSign(signal.Signal, value, at, status, Plausibility.Judge(signal, sent, value, at, now));
    }

    private static SignalDefinition? Code(JsonFields fields)
    {
        if (fields.Text("code", longest: 64) is not { } code) return null;
        var signal = SignalCatalogue.Find(code);
        if (signal is null) fields.Wrong("code", "is no code known here; GET /v1/signals lists them");
        return signal;
    }

    private static DateTimeOffset? ObservedAt(JsonFields fields, DateTimeOffset now)
    {
        if (fields.Instant("observedAt") is not { } at) return null;
        if (at < Earliest) fields.Wrong("observedAt", "is before the year 1900");
        else if (at > now + Latest) fields.Wrong("observedAt", "is more than 24 hours in the future");
        return at;
    }

    private (double Sent, double Value)? Quantity(JsonFields fields, SignalDefinition signal)
    {
        var unit = fields.Text("unit", longest: 64);
        var sent = fields.Number("value", double.MinValue, double.MaxValue);
        if (unit is null) return null;
        if (units.ToInternal(signal, unit) is not { } conversion)
        {
            fields.Wrong("unit", $"must be {signal.Unit} or a UCUM unit that converts to it");
            return null;
        }
        if (sent is not { } number) return null;
        var value = conversion.Apply(number);
        if (double.IsFinite(value)) return (number, value);
        fields.Wrong("value", "must be a finite number");
        return null;
    }

    private static (double Sent, double Value)? Letter(JsonFields fields, SignalDefinition signal)
    {
        if (fields.Has("unit") && fields.Text("unit", longest: 64) is { } unit && unit != signal.Unit) fields.Wrong("unit", $"must be {signal.Unit} or left out: the value is a code");
        if (fields.Raw("value") is not { } raw) return null;
        if (raw.ValueKind == JsonValueKind.String && fields.Text("value", longest: 16) is { } text && CodedValues.AcvpuNumber(text) is { } number) return (number, number);
        fields.Wrong("value", string.Create(CultureInfo.InvariantCulture, $"must be one of the letters {string.Join(", ", CodedValues.AcvpuLetters.ToCharArray())}"));
        return null;
    }
}
