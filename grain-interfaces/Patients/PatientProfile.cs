namespace TwinGrid.Patients;

public enum Sex : byte { Unknown = 0, Female = 1, Male = 2 }

public enum DiabetesType : byte { None = 0, Type1 = 1, Type2 = 2 }

/// <summary>Who the twin stands for, as far as the models need to know. No name, no address, no insurance number.</summary>
/// <param name="BirthDate">Decides age, and with it who NEWS2 applies to.</param>
/// <param name="Sex">Biological sex.</param>
/// <param name="HeightCm">cm.</param>
/// <param name="WeightKg">kg.</param>
/// <param name="Conditions">Codes or words of the record, e.g. <c>hypercapnic-respiratory-failure</c>.</param>
/// <param name="DiabetesType">Chooses the metabolism model.</param>
/// <param name="Medications">Doses and ends of drugs that the conditions say are taken, as far as the record tells them; null: of none.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.PatientProfile")]
public sealed record PatientProfile(
    [property: Id(0)] DateOnly BirthDate,
    [property: Id(1)] Sex Sex,
    [property: Id(2)] double HeightCm,
    [property: Id(3)] double WeightKg,
    [property: Id(4)] IReadOnlyList<string> Conditions,
    [property: Id(5)] DiabetesType DiabetesType,
    [property: Id(6)] IReadOnlyList<Medication>? Medications = null)
{
    /// <summary>Condition that puts a patient on NEWS2's second SpO2 scale (target 88–92 %).</summary>
    public const string HypercapnicRespiratoryFailure = "hypercapnic-respiratory-failure";

    /// <summary>Condition to which NEWS2 does not apply.</summary>
    public const string Pregnancy = "pregnancy";

    /// <summary>Condition by which the heart is calibrated with a narrow aortic valve (.8 cm²; severe is 1.0 and less: ESC/EACTS guidelines 2021).</summary>
    public const string SevereAorticStenosis = "severe-aortic-stenosis";

    /// <summary>Condition by which the heart is calibrated with an ejection fraction of 30 % (reduced is 40 % and less: ESC guidelines 2021).</summary>
    public const string ReducedEjectionFraction = "reduced-ejection-fraction";

    /// <summary>Condition of a heart whose aortic valve was replaced: it is narrow no more.</summary>
    public const string AorticValveReplaced = "aortic-valve-replaced";

    /// <summary>How conditions begin that say what drug is taken: <c>on-warfarin</c>.</summary>
    public const string Taking = "on-";

    /// <summary>Completed years of age on a day.</summary>
    public int AgeYears(DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        var years = day.Year - BirthDate.Year;
        return BirthDate.AddYears(years) > day ? years - 1 : years;
    }

    /// <summary>Whether the record names a condition.</summary>
    public bool Has(string condition) => Conditions.Contains(condition, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a drug is taken at a time: the conditions name it, and it has not ended.</summary>
    public bool Takes(string drug, DateTimeOffset at) => Has(Taking + drug) && !(Dosed(drug)?.Until <= at);

    /// <summary>What the record tells of how a drug is taken; null: nothing.</summary>
    public Medication? Dosed(string drug)
    {
        foreach (var known in Medications ?? [])
            if (string.Equals(known.Drug, drug, StringComparison.OrdinalIgnoreCase)) return known;
        return null;
    }

    /// <summary>The same patient by what is written: conditions are compared one by one, not as lists.</summary>
    public bool Equals(PatientProfile? other) =>
        other is not null && BirthDate == other.BirthDate && Sex == other.Sex && HeightCm.Equals(other.HeightCm) && WeightKg.Equals(other.WeightKg)
        && DiabetesType == other.DiabetesType && Conditions.SequenceEqual(other.Conditions, StringComparer.Ordinal)
        && (Medications ?? []).SequenceEqual(other.Medications ?? []);

    public override int GetHashCode() => HashCode.Combine(BirthDate, Sex, HeightCm, WeightKg, DiabetesType, Conditions.Count);
}
