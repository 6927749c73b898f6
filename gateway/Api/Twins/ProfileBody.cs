using System.Text.Json;
using System.Text.Json.Serialization;
using TwinGrid.Gateway.Api.Bodies;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Twins;

/// <summary>Who the twin stands for, as far as the models need to know. No name, no address, no insurance number.</summary>
/// <param name="BirthDate">yyyy-MM-dd, from 1900 on.</param>
/// <param name="Sex">Biological sex: female, male, unknown.</param>
/// <param name="HeightCm">cm, 20 to 272.</param>
/// <param name="WeightKg">kg, 0.2 to 650.</param>
/// <param name="Conditions">Codes or words of the record, such as hypercapnic-respiratory-failure (second SpO2 scale of NEWS2) or pregnancy.</param>
/// <param name="DiabetesType">none, type1, type2.</param>
/// <param name="Medications">Doses and ends of drugs that the conditions say are taken (on-metoprolol); left out: none is known.</param>
public sealed record ProfileBody(
    DateOnly BirthDate, Sex Sex, double HeightCm, double WeightKg, IReadOnlyList<string>? Conditions = null, DiabetesType DiabetesType = DiabetesType.None,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<MedicationBody>? Medications = null)
{
    private const int MostMedications = 100;

    private static readonly (string, Sex)[] Sexes = [("female", Sex.Female), ("male", Sex.Male), ("unknown", Sex.Unknown)];
    private static readonly (string, DiabetesType)[] Types = [("none", DiabetesType.None), ("type1", DiabetesType.Type1), ("type2", DiabetesType.Type2)];

    internal static Reading<PatientProfile> Read(JsonElement body, DateTimeOffset now)
    {
        var errors = new FieldErrors();
        var fields = new JsonFields(body, "", errors, "birthDate", "sex", "heightCm", "weightKg", "conditions", "diabetesType", "medications");
        var tomorrow = DateOnly.FromDateTime(now.UtcDateTime).AddDays(1); // today, somewhere on Earth
        var profile = new PatientProfile(
            fields.Day("birthDate", new DateOnly(1900, 1, 1), tomorrow) ?? default,
            fields.Choice("sex", Sexes) ?? Sex.Unknown,
            fields.Number("heightCm", 20, 272) ?? 0,
            fields.Number("weightKg", 0.2, 650) ?? 0,
            fields.Texts("conditions", most: 100, longest: 128),
            fields.Choice("diabetesType", Types, isRequired: false) ?? DiabetesType.None,
            fields.Has("medications") ? [.. fields.Objects("medications", fewest: 0, MostMedications).Select(one => MedicationBody.Read(one.Element, one.Path, errors)).OfType<Medication>()] : null);
        return errors.Any ? errors.ToProblem() : profile;
    }

    internal static ProfileBody Of(PatientProfile profile) =>
        new(profile.BirthDate, profile.Sex, profile.HeightCm, profile.WeightKg, profile.Conditions, profile.DiabetesType,
            profile.Medications is { Count: > 0 } medications ? [.. medications.Select(MedicationBody.Of)] : null);
}

/// <summary>How a drug is taken.</summary>
/// <param name="Drug">As the condition names it, without on-: metoprolol, insulin-basal.</param>
/// <param name="PerDay">Amount a day, mg, or U of insulin; left out: not known.</param>
/// <param name="Until">When it ends; left out: not known.</param>
public sealed record MedicationBody(string Drug, double? PerDay = null, DateTimeOffset? Until = null)
{
    internal static Medication? Read(JsonElement element, string path, FieldErrors errors)
    {
        var fields = new JsonFields(element, path, errors, "drug", "perDay", "until");
        var drug = fields.Text("drug", 64);
        if (drug?.Contains('|', StringComparison.Ordinal) == true) fields.Wrong("drug", "must not hold |");
        var (perDay, until) = (fields.Number("perDay", 0, 1e6, isRequired: false), fields.Instant("until", isRequired: false));
        return drug is null ? null : new(drug, perDay, until?.ToUniversalTime());
    }

    internal static MedicationBody Of(Medication medication) => new(medication.Drug, medication.PerDay, medication.Until);
}
