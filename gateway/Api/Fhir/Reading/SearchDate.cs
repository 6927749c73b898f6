using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Reads dates with their prefixes (https://hl7.org/fhir/R4/search.html#prefix): what a search asks of the span of time that a resource tells.</summary>
internal static class SearchDate
{
    /// <returns>Bounds, and whether they must not hold.</returns>
    /// <exception cref="FhirFault">It is no date.</exception>
    public static (TimeBounds Bounds, bool IsNot) Read(string name, string value)
    {
        var hasPrefix = value.Length > 2 && char.IsAsciiLetterLower(value[0]);
        if (!FhirTime.TryRead(hasPrefix ? value[2..] : value, out var begins, out var ends)) throw Wrong(name, "must be a date or an instant, with eq, ne, gt, ge, lt, le, sa, eb or ap before it");
        var slack = (ends - begins) / 10;
        return (hasPrefix ? value[..2] : "eq") switch
        {
            "eq" => (new(begins, null, null, ends), false),
            "ne" => (new(begins, null, null, ends), true),
            "gt" => (new(null, null, ends, null), false),
            "ge" => (new(null, null, begins, null), false),
            "lt" => (new(null, begins, null, null), false),
            "le" => (new(null, ends, null, null), false),
            "sa" => (new(ends, null, null, null), false),
            "eb" => (new(null, null, null, begins), false),
            "ap" => (new(null, ends + slack, begins - slack, null), false),
            var prefix => throw Wrong(name, $"'{prefix}' is not served"),
        };
    }

    private static FhirFault Wrong(string parameter, string reason) => FhirFault.Wrong("invalid", $"The search parameter {parameter} {reason}.", parameter);
}
