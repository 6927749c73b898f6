using System.Collections.Frozen;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>What of a resource may leave under a study's pseudonyms: elements by name, each with how it is treated. What is not named here cannot leave.</summary>
internal static class ResearchForms
{
    /// <summary>How an element is treated.</summary>
    public enum Treatment
    {
        /// <summary>A word of FHIR's own, or a number: as it is.</summary>
        Plain = 0,

        /// <summary>Codings of public code systems that enough people carry; no text, no display.</summary>
        Coded = 1,

        /// <summary>The same, and without it the resource says nothing and stays behind.</summary>
        Needed = 2,

        /// <summary>Times, shifted and cut to the minute.</summary>
        Time = 3,

        /// <summary>A number and its unit in UCUM.</summary>
        Quantity = 4,

        /// <summary>References to what leaves too.</summary>
        Reference = 5,
    }

    /// <summary>Kinds that leave, with their elements: <c>name</c>, <c>name:treatment</c>; of elements within others <c>outer.name:treatment</c>.</summary>
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["Observation"] = "status category:coded code:needed effectiveDateTime:time effectiveInstant:time effectivePeriod:time valueQuantity:quantity valueCodeableConcept:coded valueInteger valueBoolean dataAbsentReason:coded interpretation:coded bodySite:coded method:coded component.code:needed component.valueQuantity:quantity component.valueCodeableConcept:coded component.valueInteger hasMember:reference derivedFrom:reference",
        ["Condition"] = "clinicalStatus:coded verificationStatus:coded category:coded severity:coded code:needed onsetDateTime:time onsetPeriod:time abatementDateTime:time recordedDate:time",
        ["MedicationRequest"] = "status intent category:coded medicationCodeableConcept:needed authoredOn:time reasonCode:coded dosageInstruction.route:coded dosageInstruction.doseAndRate.doseQuantity:quantity",
        ["MedicationStatement"] = "status category:coded medicationCodeableConcept:needed effectiveDateTime:time effectivePeriod:time dateAsserted:time",
        ["MedicationAdministration"] = "status category:coded medicationCodeableConcept:needed effectiveDateTime:time effectivePeriod:time dosage.route:coded dosage.dose:quantity",
        ["MedicationDispense"] = "status category:coded medicationCodeableConcept:needed whenPrepared:time whenHandedOver:time quantity:quantity",
        ["Immunization"] = "status vaccineCode:needed occurrenceDateTime:time",
        ["AllergyIntolerance"] = "clinicalStatus:coded verificationStatus:coded type category criticality code:needed onsetDateTime:time recordedDate:time",
        ["Procedure"] = "status category:coded code:needed performedDateTime:time performedPeriod:time bodySite:coded",
        ["DiagnosticReport"] = "status category:coded code:needed effectiveDateTime:time effectivePeriod:time result:reference conclusionCode:coded",
        ["Encounter"] = "status class:coded type:coded period:time reasonCode:coded",
    };

    private static readonly FrozenDictionary<string, ResearchElement> Read = Written.ToFrozenDictionary(pair => pair.Key, pair => ReadForm(pair.Value), StringComparer.Ordinal);

    /// <summary>Public code systems, by how their names begin: others are a house's own, and could be anything.</summary>
    private static readonly string[] Systems =
    [
        "http://loinc.org", "http://snomed.info/sct", "http://hl7.org/fhir/sid/icd", "http://hl7.org/fhir/sid/cvx", "http://www.nlm.nih.gov/research/umls/rxnorm", "http://terminology.hl7.org/", "http://www.whocc.no/atc",
        "http://medis.or.jp/CodeSystem/", "http://capstandard.jp/", "http://jpfhir.jp/fhir/", "http://jami.jp/CodeSystem/", "urn:oid:1.2.392.100495.20.2.", "urn:oid:1.2.392.200119.4.",
    ];

    public static IReadOnlyList<string> Types { get; } = ["Patient", .. Written.Keys];

    /// <summary>The form of a kind; null where nothing of it leaves.</summary>
    public static ResearchElement? Of(string type) => Read.GetValueOrDefault(type);

    public static bool IsPublic(string? system) => system is not null && Array.Exists(Systems, known => system.StartsWith(known, StringComparison.Ordinal));

    private static ResearchElement ReadForm(string written)
    {
        var root = new ResearchElement(Treatment.Plain);
        foreach (var word in written.Split(' '))
        {
            var parts = word.Split(':');
            var (names, within) = (parts[0].Split('.'), root);
            foreach (var name in names[..^1])
            {
                if (!within.Elements.TryGetValue(name, out var next)) within.Elements[name] = next = new ResearchElement(Treatment.Plain);
                within = next;
            }
            within.Elements[names[^1]] = new ResearchElement(parts.Length > 1 ? Enum.Parse<Treatment>(parts[1], ignoreCase: true) : Treatment.Plain);
        }
        return root;
    }
}

/// <summary>An element that may leave, and those within it.</summary>
internal sealed record ResearchElement(ResearchForms.Treatment Treatment)
{
    public Dictionary<string, ResearchElement> Elements { get; } = new(StringComparer.Ordinal);
}
