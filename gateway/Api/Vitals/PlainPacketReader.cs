using System.Text;
using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Vitals;

/// <summary>
/// Reads the packets that devices send day in, day out, in one pass: in order and right, quantities only, plain ASCII, times in UTC. What is not of this form,
/// or wrong in any way, it leaves to <see cref="PacketReader"/>, which says what is wrong; what it takes, that one would have taken as the same packet.
/// Safe for concurrent use.
/// </summary>
internal sealed class PlainPacketReader(UcumUnits units, TimeProvider time)
{
    private const int MostSamples = 10_000;

    /// <summary>A time with seven decimals.</summary>
    private const int LongestTime = 28;

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Latest = TimeSpan.FromHours(24);
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = ApiJson.Strict.MaxDepth };

    /// <summary>The packet; null where it is not plain.</summary>
    public VitalsPacket? Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, Strict);
            return Packet(ref reader);
        }
        catch (JsonException)
        {
            return null; // the other reader says where it breaks
        }
    }

    private VitalsPacket? Packet(ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        var (now, twin, device, sequence) = (time.GetUtcNow(), default(TwinId?), default(string), -1L);
        List<VitalSign>? samples = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (twin is null && reader.ValueTextEquals("twinId"u8))
            {
                if (!IsText(ref reader, 64) || !TwinId.TryParse(reader.GetString(), out var id)) return null;
                twin = id;
            }
            else if (device is null && reader.ValueTextEquals("deviceId"u8))
            {
                if (!IsText(ref reader, 128)) return null;
                device = reader.GetString();
            }
            else if (sequence < 0 && reader.ValueTextEquals("sequence"u8))
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out sequence) || sequence < 0) return null;
            }
            else if (samples is null && reader.ValueTextEquals("samples"u8))
            {
                samples = Samples(ref reader, now);
                if (samples is null) return null;
            }
            else return null;
        }
        var isWhole = reader.TokenType == JsonTokenType.EndObject && !reader.Read() && twin is not null && device is not null && sequence >= 0 && samples is { Count: > 0 and <= MostSamples };
        return isWhole ? new VitalsPacket(twin!.Value, device!, sequence, now, samples!) : null;
    }

    private List<VitalSign>? Samples(ref Utf8JsonReader reader, DateTimeOffset now)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
        var samples = new List<VitalSign>(8);
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
        {
            if (Sample(ref reader, now) is not { } sample) return null;
            samples.Add(sample);
        }
        return reader.TokenType == JsonTokenType.EndArray ? samples : null;
    }

    private VitalSign? Sample(ref Utf8JsonReader reader, DateTimeOffset now)
    {
        SignalDefinition? signal = null;
        string? unit = null;
        var (value, at, named) = (double.NaN, default(DateTimeOffset?), 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            named++;
            if (signal is null && reader.ValueTextEquals("code"u8))
            {
                if (!IsText(ref reader, 64) || (signal = Signal(reader.ValueSpan)) is null) return null;
            }
            else if (double.IsNaN(value) && reader.ValueTextEquals("value"u8))
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out value) || !double.IsFinite(value)) return null;
            }
            else if (unit is null && reader.ValueTextEquals("unit"u8))
            {
                if (!IsText(ref reader, 64)) return null;
                unit = signal is not null && Ascii.Equals(reader.ValueSpan, signal.Unit) ? signal.Unit : reader.GetString();
            }
            else if (at is null && reader.ValueTextEquals("observedAt"u8))
            {
                if (!IsText(ref reader, LongestTime) || reader.ValueSpan[^1] != 'Z' || !reader.TryGetDateTimeOffset(out var observed)) return null;
                at = observed;
            }
            else return null;
        }
        if (reader.TokenType != JsonTokenType.EndObject || named != 4 || signal is null or { IsCoded: true } || at < Earliest || at > now + Latest) return null;
        if (units.ToInternal(signal, unit!) is not { } conversion) return null;
        var kept = conversion.Apply(value);
        return double.IsFinite(kept) ? new VitalSign(signal.Signal, kept, at!.Value, SampleStatus.Final, Plausibility.Judge(signal, value, kept, at.Value, now)) : null;
    }

    private static SignalDefinition? Signal(ReadOnlySpan<byte> code)
    {
        Span<char> text = stackalloc char[64];
        return SignalCatalogue.Find(text[..Encoding.ASCII.GetChars(code, text)]);
    }

    /// <summary>Whether the next value is text without escapes or blanks, of 1 to so many characters of ASCII.</summary>
    private static bool IsText(ref Utf8JsonReader reader, int longest) =>
        reader.Read() && reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped && reader.ValueSpan.Length > 0 && reader.ValueSpan.Length <= longest
        && reader.ValueSpan.IndexOfAnyExceptInRange((byte)'!', (byte)'~') < 0;
}
