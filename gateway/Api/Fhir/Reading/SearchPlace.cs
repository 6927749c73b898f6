using System.Globalization;
using TwinGrid.Gateway.Api.Fhir.Answers;
using TwinGrid.HealthRecords;

namespace TwinGrid.Gateway.Api.Fhir.Reading;

/// <summary>Where a page of a search ended: in the order of coming a place and the twin it lies in, else what it is ordered by and the place.</summary>
internal static class SearchPlace
{
    public static string Of(StoredResource last, RecordOrder order) => order == RecordOrder.Place
        ? string.Create(CultureInfo.InvariantCulture, $"{last.Place}.{last.Twin?.Value}")
        : string.Create(CultureInfo.InvariantCulture, $"{last.SortKey}.{last.Place}");

    /// <exception cref="FhirFault">It is none.</exception>
    public static (long Place, string Twin) InPlace(string? text)
    {
        if (text is null) return (0, "");
        return text.Split('.', 2) is [var place, var twin] && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? (at, twin) : throw None;
    }

    /// <exception cref="FhirFault">It is none.</exception>
    public static (long? Key, long Place) Sorted(string? text)
    {
        if (text is null) return (null, 0);
        return text.Split('.') is [var key, var place] && long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var by) && long.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? (by, at)
            : throw None;
    }

    private static FhirFault None => FhirFault.Wrong("invalid", "The search parameter _after is no page of a search.", "_after");
}
