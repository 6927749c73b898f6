using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Formats.Clinical;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>What a resource says of who the patient is, by code: who is born when, how tall, with what condition, on which drug.</summary>
internal static class ProfileFacts
{
    /// <summary>Severity of a condition that says severe (SNOMED CT), and the ejection fraction of the left ventricle (LOINC).</summary>
    private const string Severe = "24484000", EjectionFraction = "10230-1";

    private static readonly FrozenDictionary<string, ClinicalSystem> Systems = new Dictionary<string, ClinicalSystem>(StringComparer.Ordinal)
    {
        ["http://snomed.info/sct"] = ClinicalSystem.Snomed, ["http://hl7.org/fhir/sid/icd-10"] = ClinicalSystem.Icd10, ["http://hl7.org/fhir/sid/icd-10-cm"] = ClinicalSystem.Icd10,
        ["http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full"] = ClinicalSystem.Icd10, ["urn:oid:1.2.392.200119.4.101.6"] = ClinicalSystem.Icd10, ["http://medis.or.jp/CodeSystem/master-disease-keyNumber"] = ClinicalSystem.Medis,
        ["http://capstandard.jp/iyaku.info/CodeSystem/YJ-code"] = ClinicalSystem.Yj, ["urn:oid:1.2.392.100495.20.1.73"] = ClinicalSystem.Yj, ["http://jpfhir.jp/fhir/core/mhlw/CodeSystem/MedicationGeneralOrderCode"] = ClinicalSystem.Yj,
        ["http://www.whocc.no/atc"] = ClinicalSystem.Atc, ["urn:oid:2.16.840.1.113883.6.73"] = ClinicalSystem.Atc,
        ["urn:oid:1.2.392.100495.20.1.81"] = ClinicalSystem.Yj, ["http://jpfhir.jp/fhir/core/mhlw/CodeSystem/masterB-disease"] = ClinicalSystem.Receipt,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <param name="now">What has ended by now is taken no more.</param>
    public static IReadOnlyList<RecordFact> Of(string type, JsonObject resource, ClinicalTable table, DateTimeOffset now) => type switch
    {
        "Patient" => [.. OfPatient(resource)],
        "Observation" => [.. OfObservation(resource)],
        "Condition" => [.. OfCondition(resource, table)],
        "MedicationRequest" => [.. OfDrug(resource, table, References.Text(resource, "status") is "active" && References.Flag(resource, "doNotPerform") != true, now)],
        "MedicationStatement" => [.. OfDrug(resource, table, References.Text(resource, "status") is "active" or "intended", now)],
        "AllergyIntolerance" => [.. OfAllergy(resource, table)],
        "Procedure" => [.. OfProcedure(resource, table)],
        _ => [],
    };

    private static IEnumerable<RecordFact> OfPatient(JsonObject patient)
    {
        if (References.Text(patient, "birthDate") is { } birth && FhirTime.TryRead(birth, out var born, out _)) yield return new(RecordFactKind.BirthDate, born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), null);
        if (References.Text(patient, "gender") is "female" or "male") yield return new(RecordFactKind.Sex, References.Text(patient, "gender")!, null);
    }

    /// <summary>Height and weight of the body; what cannot be one is flagged elsewhere, and no part of a profile.</summary>
    private static IEnumerable<RecordFact> OfObservation(JsonObject observation)
    {
        if (References.Text(observation, "status") is "entered-in-error" or "cancelled") yield break;
        if (Fraction(observation) is { } fraction) yield return fraction;
        foreach (var coding in References.At(observation, "code.coding"))
        {
            var kind = References.Text(coding, "code") switch
            {
                "8302-2" or "31000298" => RecordFactKind.Height, "29463-7" or "31000296" or "31000297" => RecordFactKind.Weight, _ => default,
            };
            if (kind == default || observation["valueQuantity"] is not JsonObject quantity || quantity["value"] is not JsonValue number || !number.TryGetValue<double>(out var value)) continue;
            var unit = References.Text(quantity, "code") ?? References.Text(quantity, "unit");
            var factor = (kind, unit) switch
            {
                (RecordFactKind.Height, "cm") => 1, (RecordFactKind.Height, "m") => 100, (RecordFactKind.Height, "[in_i]") => 2.54,
                (RecordFactKind.Weight, "kg") => 1, (RecordFactKind.Weight, "g") => .001, (RecordFactKind.Weight, "[lb_av]") => .45359237, _ => double.NaN,
            };
            var size = Math.Round(value * factor, 2);
            if (kind == RecordFactKind.Height ? size is < 20 or > 272 or double.NaN : size is < .2 or > 650 or double.NaN) continue;
            DateTimeOffset? at = FhirTime.Of(observation, ["effectiveDateTime", "effectivePeriod", "issued"])?.Begins;
            yield return new(kind, size.ToString(CultureInfo.InvariantCulture), at);
            yield break;
        }
    }

    /// <summary>How much of its blood the left ventricle gives out, %: the newest says whether that is little.</summary>
    private static RecordFact? Fraction(JsonObject observation)
    {
        if (!References.At(observation, "code.coding").Any(coding => References.Text(coding, "code") == EjectionFraction) || observation["valueQuantity"] is not JsonObject quantity) return null;
        if (quantity["value"] is not JsonValue number || !number.TryGetValue<double>(out var value) || value is < 5 or > 90 || (References.Text(quantity, "code") ?? References.Text(quantity, "unit")) != "%") return null;
        return new(RecordFactKind.EjectionFraction, value.ToString(CultureInfo.InvariantCulture), FhirTime.Of(observation, ["effectiveDateTime", "effectivePeriod", "issued"])?.Begins);
    }

    private static IEnumerable<RecordFact> OfCondition(JsonObject condition, ClinicalTable table)
    {
        var holds = References.At(condition, "verificationStatus.coding").All(one => References.Text(one, "code") is not ("refuted" or "entered-in-error" or "unconfirmed" or "provisional" or "differential"))
            && References.At(condition, "clinicalStatus.coding").All(one => References.Text(one, "code") is not ("resolved" or "inactive" or "remission"))
            && condition["abatementDateTime"] is null && condition["abatementPeriod"] is null;
        DateTimeOffset? at = FhirTime.Of(condition, ["onsetDateTime", "recordedDate"])?.Begins;
        var words = Coded(condition, "code").SelectMany(table.OfDiagnosis).Concat(Named(condition["code"]).SelectMany(table.OfDiagnosis)).Distinct(StringComparer.Ordinal).ToList();
        if (words.Contains("aortic-stenosis") && References.At(condition, "severity.coding").Any(one => References.Text(one, "code") == Severe)) words.Add(PatientProfile.SevereAorticStenosis);
        if (words.Contains("type1")) words.Remove("type2");
        foreach (var word in words.Distinct(StringComparer.Ordinal))
            yield return word is "type1" or "type2" ? new(RecordFactKind.Diabetes, word, at, holds) : new(RecordFactKind.Condition, word, at, holds);
    }

    /// <summary>That a drug is taken, and how.</summary>
    private static IEnumerable<RecordFact> OfDrug(JsonObject drug, ClinicalTable table, bool isActive, DateTimeOffset now)
    {
        DateTimeOffset? at = FhirTime.Of(drug, ["authoredOn", "effectiveDateTime", "effectivePeriod"])?.Begins;
        var until = DoseInstruction.EndOf(drug);
        var holds = isActive && !(until <= now);
        foreach (var word in Drugs(drug, "medicationCodeableConcept", table))
        {
            yield return new(RecordFactKind.Condition, $"{PatientProfile.Taking}{word}", at, holds);
            yield return new(RecordFactKind.Medication, new Medication(word, DoseInstruction.PerDay(drug, inUnits: word.StartsWith("insulin", StringComparison.Ordinal), Named(drug["medicationCodeableConcept"])), until).Told, at, holds);
        }
    }

    private static IEnumerable<RecordFact> OfAllergy(JsonObject allergy, ClinicalTable table)
    {
        var holds = References.At(allergy, "clinicalStatus.coding").All(one => References.Text(one, "code") is not ("resolved" or "inactive")) && References.At(allergy, "verificationStatus.coding").All(one => References.Text(one, "code") is not ("refuted" or "entered-in-error"));
        return Drugs(allergy, "code", table).Select(word => new RecordFact(RecordFactKind.Condition, $"allergic-{word}", null, holds));
    }

    private static IEnumerable<RecordFact> OfProcedure(JsonObject procedure, ClinicalTable table)
    {
        if (References.Text(procedure, "status") != "completed") yield break;
        foreach (var word in Coded(procedure, "code").SelectMany(table.OfProcedure).Distinct(StringComparer.Ordinal))
            yield return new(RecordFactKind.Condition, word, FhirTime.Of(procedure, ["performedDateTime", "performedPeriod"])?.Begins);
    }

    private static IEnumerable<string> Drugs(JsonObject resource, string element, ClinicalTable table) =>
        Coded(resource, element).SelectMany(table.OfDrug).Concat(Named(resource[element]).SelectMany(table.OfDrug)).Distinct(StringComparer.Ordinal);

    /// <summary>Names that a concept has: its own, and those of its codes.</summary>
    private static IEnumerable<string> Named(JsonNode? concept) => References.At(concept, "coding").Select(coding => References.Text(coding, "display")).Append(References.Text(concept, "text")).OfType<string>();

    private static IEnumerable<ClinicalCode> Coded(JsonObject resource, string element)
    {
        foreach (var coding in References.At(resource, $"{element}.coding"))
            if (References.Text(coding, "system") is { } system && Systems.TryGetValue(system, out var known) && References.Text(coding, "code") is { Length: > 0 } code) yield return new(known, code);
    }
}
