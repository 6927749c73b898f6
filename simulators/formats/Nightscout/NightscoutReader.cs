using System.Globalization;
using System.Text.Json;
using TwinGrid.Formats.Samples;

namespace TwinGrid.Formats.Nightscout;

/// <summary>
/// Reads what Nightscout's apps exchange: entries (<c>sgv</c> of a sensor, <c>mbg</c> of a meter, in mg/dL) and treatments (carbohydrate, insulin, a finger stick), one or an array.
/// </summary>
public static class NightscoutReader
{
    private const string Sensor = "99504-3", Meter = "2339-0", Carbohydrate = "9059-7", Bolus = "insulin-bolus";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="UnreadableFileException">It is no JSON; what went to the sink before should not be used.</exception>
    public static void Read(ReadOnlyMemory<byte> file, ISampleSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (file.Span.StartsWith("\uFEFF"u8)) file = file[3..];
        try
        {
            using var document = JsonDocument.Parse(file, Strict);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Array)
            {
                Read(root, "[0]", sink);
                return;
            }
            var number = 0;
            foreach (var one in root.EnumerateArray()) Read(one, string.Create(CultureInfo.InvariantCulture, $"[{number++}]"), sink);
        }
        catch (JsonException wrong)
        {
            throw new UnreadableFileException(string.Create(CultureInfo.InvariantCulture, $"line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}"), "the JSON breaks here, nests too deep, or names a property twice");
        }
        catch (InvalidOperationException)
        {
            throw new UnreadableFileException("", "a text in the JSON is half a character");
        }
    }

    /// <summary>Reads one entry or treatment; what is no sample is left with its reason.</summary>
    public static void Read(JsonElement one, string place, ISampleSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (one.ValueKind != JsonValueKind.Object) sink.Leave(new(place, "entry", "is no object"));
        else if (Text(one, "eventType") is not null) Treatment(one, place, sink);
        else Entry(one, place, sink);
    }

    private static void Entry(JsonElement entry, string place, ISampleSink sink)
    {
        var type = Text(entry, "type") ?? (entry.TryGetProperty("sgv", out _) ? "sgv" : entry.TryGetProperty("mbg", out _) ? "mbg" : "");
        if (type is not ("sgv" or "mbg")) sink.Leave(new(place, Word(type, "entry"), "is neither sgv nor mbg"));
        else if (Number(entry, type) is not { } value) sink.Leave(new(place, type, $"has no {type}"));
        else if (Time(entry) is not { } at) sink.Leave(new(place, type, "has no date"));
        else sink.Take(new(type == "sgv" ? Sensor : Meter, value, "mg/dL", at, "", place));
    }

    private static void Treatment(JsonElement treatment, string place, ISampleSink sink)
    {
        var kind = Word(Text(treatment, "eventType")!, "treatment");
        if (Time(treatment) is not { } at)
        {
            sink.Leave(new(place, kind, "has no date"));
            return;
        }
        var any = false;
        void Take(string code, double? value, string unit)
        {
            if (value is not { } found || found == 0) return;
            any = true;
            sink.Take(new(code, found, unit, at, "", place));
        }
        Take(Carbohydrate, Number(treatment, "carbs"), "g");
        Take(Bolus, Number(treatment, "insulin"), "[iU]");
        if (Text(treatment, "glucoseType") == "Finger") Take(Meter, Number(treatment, "glucose"), Text(treatment, "units")?.StartsWith("mmol", StringComparison.OrdinalIgnoreCase) == true ? "mmol/L" : "mg/dL");
        if (!any) sink.Leave(new(place, kind, "has neither carbohydrate nor insulin nor a finger stick"));
    }

    private static DateTimeOffset? Time(JsonElement one)
    {
        foreach (var name in (string[])["date", "mills"])
            if (Number(one, name) is { } milliseconds and > -2e12 and < 1e13) return DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds);
        foreach (var name in (string[])["dateString", "created_at"])
            if (DateTimeOffset.TryParse(Text(one, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written)) return written;
        return null;
    }

    /// <summary>A kind as it may be repeated to who sent it.</summary>
    private static string Word(string kind, string other) => kind.Length is > 0 and <= 40 && kind.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-') ? kind : other;

    private static double? Number(JsonElement one, string name)
    {
        if (!one.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number) return value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
        return double.TryParse(Text(one, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && double.IsFinite(read) ? read : null;
    }

    private static string? Text(JsonElement one, string name)
    {
        if (!one.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }
}
