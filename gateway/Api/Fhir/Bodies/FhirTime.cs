using System.Globalization;
using System.Text.Json.Nodes;

namespace TwinGrid.Gateway.Api.Fhir.Bodies;

/// <summary>Times of FHIR, which may be as coarse as a year: from when to when they are.</summary>
internal static class FhirTime
{
    private static readonly (string Form, Func<DateTimeOffset, DateTimeOffset> End)[] Days =
    [
        ("yyyy", time => time.AddYears(1)), ("yyyy-MM", time => time.AddMonths(1)), ("yyyy-MM-dd", time => time.AddDays(1)),
    ];

    private static readonly (string Form, TimeSpan Length)[] Instants =
    [
        ("yyyy-MM-dd'T'HH:mmK", TimeSpan.FromMinutes(1)), ("yyyy-MM-dd'T'HH:mm:ssK", TimeSpan.FromSeconds(1)), ("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a date or an instant; days without a time zone are days of UTC. False when it is none.</summary>
    public static bool TryRead(string text, out DateTimeOffset begins, out DateTimeOffset ends)
    {
        foreach (var (form, end) in Days)
        {
            if (!DateTimeOffset.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out begins) || begins.Year >= 9998) continue;
            ends = end(begins);
            return true;
        }
        foreach (var (form, length) in Instants)
        {
            if (!DateTimeOffset.TryParseExact(text, form, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out begins) || begins.Year >= 9998) continue;
            ends = begins + length;
            return true;
        }
        (begins, ends) = (default, default);
        return false;
    }

    /// <summary>From when to when a resource is about the patient: the first of its elements that says.</summary>
    public static (DateTimeOffset Begins, DateTimeOffset Ends)? Of(JsonObject resource, IReadOnlyList<string> paths)
    {
        foreach (var path in paths)
        {
            switch (resource[path])
            {
                case JsonValue value when value.TryGetValue<string>(out var text) && TryRead(text, out var begins, out var ends):
                    return (begins, ends);
                case JsonObject period when (References.Text(period, "start") ?? References.Text(period, "end")) is not null:
                    var open = (Begins: DateTimeOffset.UnixEpoch.AddYears(-200), Ends: DateTimeOffset.UnixEpoch.AddYears(1000));
                    if (References.Text(period, "start") is { } start && TryRead(start, out var from, out _)) open.Begins = from;
                    if (References.Text(period, "end") is { } end && TryRead(end, out _, out var to)) open.Ends = to;
                    return open;
            }
        }
        return null;
    }
}
