using System.Globalization;
using TwinGrid.Access;

namespace TwinGrid.Gateway.Api.Fhir.Privacy;

/// <summary>
/// Places of accesses in a search, in the order of a book's keys: the newest hour first, and within it by the beginning of what the key has of the kind of access. A place needs 60 bits, and is never 0 or 1.
/// </summary>
internal static class AccessPlace
{
    private const int KindDigits = 9, KindBits = 4 * KindDigits, HourDigits = 16, KeyDigits = 49;

    /// <summary>An hour, counted from the year 1, that nobody here comes to: in the year 3827.</summary>
    private const long Never = 1L << 25;

    public static long Of(AccessNote first) => ((Never - first.Hour) << KindBits) | long.Parse(first.RowKey.AsSpan(HourDigits + 1, KindDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>The key after which a book goes on behind a place.</summary>
    public static string KeyOf(long place) =>
        string.Create(CultureInfo.InvariantCulture, $"{AccessNote.HourKey(Never - (place >> KindBits))}-{(place & ((1L << KindBits) - 1)).ToString($"x{KindDigits}", CultureInfo.InvariantCulture)}").PadRight(KeyDigits, 'f');
}
