using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TwinGrid.Access;
using TwinGrid.Alerts;
using TwinGrid.Patients;
using TwinGrid.Vitals;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>
/// Ids of resources that are made of what a twin knows and kept nowhere: from such an id alone it is known whom to ask for what. They begin with <see cref="Begin"/>, which no other may. Ids of FHIR
/// end at 64 characters: these do for twins with pseudonyms of up to 32, as all that are given out here are.
/// </summary>
internal static class MadeIds
{
    public const string Begin = "tg.";

    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>A forecast of a signal.</summary>
    public static string Forecast(TwinId twin, Signal signal) => $"{Begin}f.{(int)signal}.{twin.Value}";

    /// <summary>A point of the forecast that stands, by its number.</summary>
    public static string Foreseen(TwinId twin, Signal signal, int number) => $"{Begin}o.{(int)signal}.{number}.{twin.Value}";

    /// <summary>What a device measured at an instant.</summary>
    public static string Measured(TwinId twin, Signal signal, DateTimeOffset at, string device) => $"{Begin}m.{(int)signal}.{Written(at.UtcTicks)}.{Short(device)}.{twin.Value}";

    public static string Device(TwinId twin, string device) => $"{Begin}d.{Short(device)}.{twin.Value}";

    public static string Alert(Alert alert) => $"{Begin}a.{alert.Id[(alert.Id.IndexOf('~', StringComparison.Ordinal) + 1)..]}.{alert.TwinId.Value}";

    /// <summary>What a patient permits and denies.</summary>
    public static string Consent(TwinId twin) => $"{Begin}c.{twin.Value}";

    /// <summary>An access, by the first entry of the trail that its row counts.</summary>
    public static string Access(TwinId twin, AccessNote first) => $"{Begin}e.{Written(first.Index)}.{Short(first.Shard)}.{twin.Value}";

    /// <summary>Where another that is made comes from.</summary>
    public static string Provenance(string of) => $"{Begin}p{of[Begin.Length..]}";

    /// <summary>True for what nobody may write.</summary>
    public static bool IsMade(string? id) => id?.StartsWith(Begin, StringComparison.Ordinal) == true;

    /// <summary>The twin that such an id names; null where it is none.</summary>
    public static TwinId? TwinOf(string id)
    {
        if (!IsMade(id)) return null;
        var kind = id.AsSpan(Begin.Length).TrimStart('p');
        var fields = kind.Length == 0 ? 0 : kind[0] switch { 'c' => 2, 'f' or 'd' or 'a' => 3, 'o' or 'e' => 4, 'm' => 5, _ => 0 };
        var parts = fields == 0 ? [] : id[Begin.Length..].Split('.', fields);
        return parts.Length == fields && fields > 0 && TwinId.TryParse(parts[^1], out var twin) ? twin : null;
    }

    /// <summary>The signal and the instant of what was measured; null where it is another kind of id.</summary>
    public static (Signal Signal, DateTimeOffset At)? MeasuredAt(string id)
    {
        if (!id.StartsWith($"{Begin}m.", StringComparison.Ordinal) || id.Split('.', 6) is not [_, _, var number, var ticks, _, _]) return null;
        return ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var signal) && SignalCatalogue.Knows((Signal)signal) && Read(ticks) is { } at ? ((Signal)signal, at) : null;
    }

    private static string Short(string device) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(device)).AsSpan(0, 4));

    private static string Written(long number)
    {
        Span<char> text = stackalloc char[13];
        var place = text.Length;
        do text[--place] = Digits[(int)(number % 36)];
        while ((number /= 36) > 0);
        return new string(text[place..]);
    }

    private static DateTimeOffset? Read(string text)
    {
        var number = 0L;
        foreach (var letter in text)
        {
            var digit = Digits.IndexOf(letter, StringComparison.Ordinal);
            if (digit < 0 || number > (DateTimeOffset.MaxValue.Ticks - digit) / 36) return null;
            number = number * 36 + digit;
        }
        return text.Length > 0 ? new DateTimeOffset(number, TimeSpan.Zero) : null;
    }
}
