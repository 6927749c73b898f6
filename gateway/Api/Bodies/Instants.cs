using System.Globalization;
using System.Text.RegularExpressions;

namespace TwinGrid.Gateway.Api.Bodies;

/// <summary>Instants as text: ISO 8601 with a time zone, always; a time without one could be hours off.</summary>
internal static partial class Instants
{
    public const string Wanted = "must be an ISO 8601 date and time with a time zone, such as 2026-03-01T08:30:00Z";

    public static string Format(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    public static bool TryParse(string text, out DateTimeOffset instant)
    {
        instant = default;
        return Form().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out instant);
    }

    [GeneratedRegex(@"\A\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
