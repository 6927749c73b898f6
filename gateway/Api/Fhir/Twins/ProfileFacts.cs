using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using TwinGrid.Gateway.Api.Fhir.Bodies;
using TwinGrid.HealthRecords;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Twins;

/// <summary>What a resource says of who the patient is, by code: who is born when, how tall, with what condition, on which drug.</summary>
internal static class ProfileFacts
{
    private const string Snomed = "http://snomed.info/sct";

    private static readonly string[] Icd10 = ["http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-cm", "http://jpfhir.jp/fhir/core/mhlw/CodeSystem/ICD10-2013-full", "urn:oid:1.2.392.200119.4.101.6"];

    /// <summary>Words of the profile by concept of SNOMED CT.</summary>
    private static readonly FrozenDictionary<string, string> OfSnomed = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["44054006"] = "type2", ["46635009"] = "type1", ["73211009"] = "type2", ["127013003"] = "type2", ["422034002"] = "type2", ["368581000119106"] = "type2", ["97331000119101"] = "type2",
        ["88805009"] = "heart-failure", ["84114007"] = "heart-failure", ["42343007"] = "heart-failure", ["703272007"] = PatientProfile.ReducedEjectionFraction, ["60573004"] = "aortic-stenosis",
        ["38341003"] = "hypertension", ["59621000"] = "hypertension", ["13645005"] = "chronic-obstructive-pulmonary-disease", ["185086009"] = "chronic-obstructive-pulmonary-disease", ["87433001"] = "emphysema",
        ["409622000"] = "respiratory-failure", ["72892002"] = PatientProfile.Pregnancy, ["49436004"] = "atrial-fibrillation", ["53741008"] = "coronary-heart-disease", ["194828000"] = "angina",
        ["431855005"] = "chronic-kidney-disease", ["431856006"] = "chronic-kidney-disease", ["433144002"] = "chronic-kidney-disease", ["195967001"] = "asthma", ["15777000"] = "prediabetes", ["714628002"] = "prediabetes",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Words of the profile by the beginning of a code of ICD-10.</summary>
    private static readonly (string Begins, string Word)[] OfIcd10 =
    [
        ("E10", "type1"), ("E11", "type2"), ("E14", "type2"), ("I50", "heart-failure"), ("I35.0", "aortic-stenosis"), ("I350", "aortic-stenosis"), ("I10", "hypertension"), ("J44", "chronic-obstructive-pulmonary-disease"),
        ("J96.1", "respiratory-failure"), ("I48", "atrial-fibrillation"), ("I20", "angina"), ("I25", "coronary-heart-disease"), ("N18", "chronic-kidney-disease"), ("J45", "asthma"), ("Z33", PatientProfile.Pregnancy), ("Z34", PatientProfile.Pregnancy),
    ];

    /// <summary>Ingredients by which a drug changes what the twin is to be believed of, in English and Japanese.</summary>
    private static readonly (string Word, string[] Names)[] Drugs =
    [
        ("on-beta-blocker", ["metoprolol", "bisoprolol", "carvedilol", "atenolol", "propranolol", "ビソプロロール", "カルベジロール", "メトプロロール", "アテノロール"]),
        ("on-insulin", ["insulin", "humulin", "novolog", "インスリン"]), ("on-warfarin", ["warfarin", "coumadin", "ワルファリン", "ワーファリン"]), ("on-metformin", ["metformin", "メトホルミン"]),
        ("on-corticosteroid", ["prednisone", "prednisolone", "dexamethasone", "プレドニゾロン", "デキサメタゾン"]), ("on-opioid", ["oxycodone", "morphine", "fentanyl", "hydrocodone", "モルヒネ", "フェンタニル", "オキシコドン"]),
    ];

    public static IReadOnlyList<RecordFact> Of(string type, JsonObject resource) => type switch
    {
        "Patient" => [.. OfPatient(resource)],
        "Observation" => [.. OfObservation(resource)],
        "Condition" => [.. OfCondition(resource)],
        "MedicationRequest" => [.. OfDrug(resource, References.Text(resource, "status") is "active" && References.Text(resource, "doNotPerform") is null)],
        "MedicationStatement" => [.. OfDrug(resource, References.Text(resource, "status") is "active" or "intended")],
        "AllergyIntolerance" => [.. OfAllergy(resource)],
        "Procedure" => [.. OfProcedure(resource)],
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

    private static IEnumerable<RecordFact> OfCondition(JsonObject condition)
    {
        var holds = References.At(condition, "verificationStatus.coding").All(one => References.Text(one, "code") is not ("refuted" or "entered-in-error"))
            && References.At(condition, "clinicalStatus.coding").All(one => References.Text(one, "code") is not ("resolved" or "inactive" or "remission"))
            && condition["abatementDateTime"] is null && condition["abatementPeriod"] is null;
        DateTimeOffset? at = FhirTime.Of(condition, ["onsetDateTime", "recordedDate"])?.Begins;
        foreach (var word in Codings(condition, "code").Select(Word).OfType<string>().Distinct(StringComparer.Ordinal))
            yield return word is "type1" or "type2" ? new(RecordFactKind.Diabetes, word, at, holds) : new(RecordFactKind.Condition, word, at, holds);
    }

    private static IEnumerable<RecordFact> OfDrug(JsonObject drug, bool holds)
    {
        DateTimeOffset? at = FhirTime.Of(drug, ["authoredOn", "effectiveDateTime", "effectivePeriod"])?.Begins;
        return Ingredients(drug["medicationCodeableConcept"]).Select(word => new RecordFact(RecordFactKind.Condition, word, at, holds));
    }

    private static IEnumerable<RecordFact> OfAllergy(JsonObject allergy)
    {
        var holds = References.At(allergy, "clinicalStatus.coding").All(one => References.Text(one, "code") is not ("resolved" or "inactive")) && References.At(allergy, "verificationStatus.coding").All(one => References.Text(one, "code") is not ("refuted" or "entered-in-error"));
        return Ingredients(allergy["code"]).Select(word => new RecordFact(RecordFactKind.Condition, $"allergic-{word["on-".Length..]}", null, holds));
    }

    private static IEnumerable<RecordFact> OfProcedure(JsonObject procedure)
    {
        if (References.Text(procedure, "status") != "completed") yield break;
        foreach (var (system, code) in Codings(procedure, "code"))
            if (system == Snomed && code is "26212005" or "725351001") yield return new(RecordFactKind.Condition, "aortic-valve-replaced", FhirTime.Of(procedure, ["performedDateTime", "performedPeriod"])?.Begins);
    }

    private static IEnumerable<string> Ingredients(JsonNode? concept)
    {
        var texts = References.At(concept, "coding").Select(coding => References.Text(coding, "display")).Append(References.Text(concept, "text")).OfType<string>().Select(Widths.Plain).ToList();
        return Drugs.Where(drug => drug.Names.Any(name => texts.Any(text => text.Contains(name, StringComparison.OrdinalIgnoreCase)))).Select(drug => drug.Word);
    }

    private static IEnumerable<(string? System, string Code)> Codings(JsonObject resource, string path) =>
        References.At(resource, $"{path}.coding").Select(one => (References.Text(one, "system"), References.Text(one, "code"))).Where(one => one.Item2 is not null)!;

    private static string? Word((string? System, string Code) coded) => coded.System switch
    {
        Snomed => OfSnomed.GetValueOrDefault(coded.Code),
        { } system when Icd10.Contains(system, StringComparer.Ordinal) => Array.Find(OfIcd10, row => coded.Code.StartsWith(row.Begins, StringComparison.OrdinalIgnoreCase)).Word,
        _ => null,
    };
}
