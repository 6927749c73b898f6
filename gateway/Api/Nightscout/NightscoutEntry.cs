using System.Globalization;
using System.Text.Json;
using TwinGrid.Formats.Samples;

namespace TwinGrid.Gateway.Api.Nightscout;

/// <summary>An entry as Nightscout has it: <c>sgv</c> of a sensor, <c>mbg</c> of a meter, in mg/dL.</summary>
internal static class NightscoutEntry
{
    /// <summary>The entry as a sample; null where it is of another kind, and then why.</summary>
    public static (RecordedSample? Sample, string? Reason) Read(JsonElement entry, int number)
    {
        if (entry.ValueKind != JsonValueKind.Object) return (null, "is no object");
        var type = Text(entry, "type") ?? (entry.TryGetProperty("sgv", out _) ? "sgv" : entry.TryGetProperty("mbg", out _) ? "mbg" : "");
        if (type is not ("sgv" or "mbg")) return (null, "is neither sgv nor mbg");
        if (Number(entry, type) is not { } value) return (null, $"has no {type}");
        DateTimeOffset? at = Number(entry, "date") is { } milliseconds and > -2e12 and < 1e13
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
            : DateTimeOffset.TryParse(Text(entry, "dateString"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var written) ? written : null;
        if (at is null) return (null, "has no date");
        return (new RecordedSample(type == "sgv" ? "99504-3" : "2339-0", value, "mg/dL", at.Value, "", $"[{number}]"), null);
    }

    private static double? Number(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number) return value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
        return double.TryParse(Text(entry, name), NumberStyles.Float, CultureInfo.InvariantCulture, out var read) && double.IsFinite(read) ? read : null;
    }

    private static string? Text(JsonElement entry, string name)
    {
        if (!entry.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
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
