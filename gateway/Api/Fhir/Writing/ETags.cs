using System.Globalization;
using TwinGrid.Gateway.Api.Fhir.Answers;

namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>Versions as HTTP has them.</summary>
internal static class ETags
{
    /// <summary>Version of <c>W/"3"</c>; null where there is none.</summary>
    /// <exception cref="FhirFault">It is no version that was ever given out, so that it cannot stand: 412.</exception>
    public static long? Read(string? tag)
    {
        if (string.IsNullOrEmpty(tag)) return null;
        var plain = tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag;
        return long.TryParse(plain.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw new FhirFault(StatusCodes.Status412PreconditionFailed, new Issue("conflict", "Another version stands by now: read it, and change that one.", "If-Match"));
    }
}
