using System.Collections.Frozen;

namespace TwinGrid.Gateway.Api.Fhir.Types;

/// <summary>Names and kinds of search parameters, as FHIR R4 has them (https://hl7.org/fhir/R4/searchparameter-registry.html).</summary>
internal static class Parameters
{
    /// <summary>Those that name a resource.</summary>
    private static readonly FrozenSet<string> ToResources = new[] { "patient", "subject", "encounter", "result", "device", "agent", "practitioner", "organization", "medication", "has-member", "derived-from", "target" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What R4 calls the date of a kind, beside <c>date</c>, which every dated kind is searched by here.</summary>
    private static readonly FrozenDictionary<string, string> Dates = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Condition"] = "onset-date", ["MedicationRequest"] = "authoredon", ["MedicationStatement"] = "effective", ["MedicationAdministration"] = "effective-time", ["MedicationDispense"] = "whenhandedover",
        ["AllergyIntolerance"] = "onset", ["DetectedIssue"] = "identified", ["Goal"] = "start-date", ["ImagingStudy"] = "started", ["Media"] = "created", ["QuestionnaireResponse"] = "authored", ["Communication"] = "sent",
        ["Claim"] = "created", ["ExplanationOfBenefit"] = "created", ["VisionPrescription"] = "datewritten", ["NutritionOrder"] = "datetime", ["Provenance"] = "recorded", ["ServiceRequest"] = "occurrence",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsReference(string parameter) => ToResources.Contains(parameter);

    /// <summary>token, reference or date.</summary>
    public static string KindOf(string parameter) => IsReference(parameter) ? "reference" : parameter is "date" or "_lastUpdated" || Dates.Values.Contains(parameter, StringComparer.Ordinal) ? "date" : "token";

    /// <summary>Other names of parameters of a kind, each with the one it stands for.</summary>
    public static IEnumerable<(string Name, string Of)> Others(RecordType type)
    {
        if (type.OwnerPaths is ["subject", ..]) yield return ("subject", "patient");
        if (type.DatePaths.Length > 0 && Dates.TryGetValue(type.Name, out var date)) yield return (date, "date");
    }

    /// <summary>The parameter that a name stands for; the name itself where it is none of the others.</summary>
    public static string Plain(RecordType type, string name)
    {
        foreach (var (other, of) in Others(type))
            if (other == name) return of;
        return name;
    }
}
