namespace TwinGrid.Gateway.Api.Fhir.Answers;

/// <summary>What a client prefers (<c>Prefer</c>, https://hl7.org/fhir/R4/http.html#ops and https://hl7.org/fhir/R4/search.html#errors).</summary>
internal static class FhirPreferences
{
    /// <summary>True where unknown search parameters are to be passed over.</summary>
    public static bool IsLenient(HttpRequest request) => Has(request, "handling=lenient");

    /// <summary>True where the answer is to be made in the background.</summary>
    public static bool IsAsynchronous(HttpRequest request) => Has(request, "respond-async");

    private static bool Has(HttpRequest request, string preference) =>
        request.Headers["Prefer"].SelectMany(line => (line ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)).Contains(preference, StringComparer.OrdinalIgnoreCase);
}
