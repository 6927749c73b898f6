using System.Globalization;

namespace TwinGrid.Formats.Hl7;

/// <summary>Times as HL7 v2 writes them: <c>yyyyMMdd[HH[mm[ss[.ffff]]]][+zzzz]</c>.</summary>
internal static class Hl7Times
{
    private static readonly string[] Forms = ["yyyyMMddHHmmss.FFFFFFF", "yyyyMMddHHmmss", "yyyyMMddHHmm", "yyyyMMddHH", "yyyyMMdd"];

    /// <summary>Null where it cannot be read, or is a year or month alone.</summary>
    /// <param name="local">The offset of times that have none.</param>
    public static DateTimeOffset? Read(string text, TimeSpan local)
    {
        var (digits, offset) = (text, local);
        var sign = text.IndexOfAny(['+', '-']);
        if (sign > 0)
        {
            digits = text[..sign];
            if (!TimeSpan.TryParseExact(text[(sign + 1)..], "hhmm", CultureInfo.InvariantCulture, out offset) || offset > TimeSpan.FromHours(14)) return null;
            if (text[sign] == '-') offset = -offset;
        }
        if (!DateTime.TryParseExact(digits, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) || at.Year is < 2 or > 9998) return null;
        return new DateTimeOffset(at, offset);
    }
}
