namespace TwinGrid.Treatments;

/// <summary>Something that is known of a patient's treatment. An entry with the id of an earlier one takes its place.</summary>
/// <param name="EntryId">Whoever enters it names it; to enter it again is harmless.</param>
/// <param name="Kind">What it is.</param>
/// <param name="At">When it was given, drawn, scanned, or began to hold.</param>
/// <param name="What">The drug, gene, covariate or kind of cells it is about; the tumour of a scan, or empty.</param>
/// <param name="Amount">Of a dose in the drug's unit; mg/L; 10⁹/L; mm; a covariate's value; 1 or 0 of another drug that is begun or stopped.</param>
/// <param name="DurationHours">Of an infusion; 0: at once.</param>
/// <param name="IsOral">Whether a dose is swallowed.</param>
/// <param name="Text">A genotype's diplotype, a variant, a scan's lesions (<c>liver:32;axilla:16:node</c>, which make its amount); null where there is nothing to say.</param>
/// <param name="By">Who entered it.</param>
/// <param name="IsRetracted">It was entered in error, and counts for nothing.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentEntry")]
public sealed record TreatmentEntry(
    [property: Id(0)] string EntryId, [property: Id(1)] TreatmentKind Kind, [property: Id(2)] DateTimeOffset At, [property: Id(3)] string What, [property: Id(4)] double Amount = 0,
    [property: Id(5)] double DurationHours = 0, [property: Id(6)] bool IsOral = false, [property: Id(7)] string? Text = null, [property: Id(8)] string? By = null,
    [property: Id(9)] bool IsRetracted = false);

/// <summary>What is known of a patient's treatments.</summary>
/// <param name="Entries">By time.</param>
/// <param name="Organs">Liver and tumour, as far as they have woken.</param>
/// <param name="Drugs">Those of the library whose effect on cells or tumours can be looked at, with the label's doses for this patient.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentFile")]
public sealed record TreatmentFile(
    [property: Id(0)] IReadOnlyList<TreatmentEntry> Entries, [property: Id(1)] IReadOnlyList<Organs.OrganGlance> Organs, [property: Id(2)] IReadOnlyList<DrugChoice> Drugs);

/// <summary>A drug with its label's doses for a patient.</summary>
/// <param name="Drug">Its name in the library.</param>
/// <param name="Unit">The drug's own.</param>
/// <param name="LabelUnit">What the label counts doses in.</param>
/// <param name="Least">Smallest, as the label counts.</param>
/// <param name="Most">Greatest, as the label counts.</param>
/// <param name="AmountPerLabelUnit">The patient's amount of one of the label's units.</param>
/// <param name="DurationHours">Of an infusion.</param>
/// <param name="IntervalDays">From dose to dose.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.DrugChoice")]
public sealed record DrugChoice(
    [property: Id(0)] string Drug, [property: Id(1)] string Unit, [property: Id(2)] string LabelUnit, [property: Id(3)] double Least, [property: Id(4)] double Most,
    [property: Id(5)] double AmountPerLabelUnit, [property: Id(6)] double DurationHours, [property: Id(7)] double IntervalDays);

/// <summary>Kinds of entries. Numbers are for ever: they stand in the log.</summary>
public enum TreatmentKind : byte
{
    /// <summary>A dose that was given.</summary>
    Dose = 0,

    /// <summary>A drug's concentration in the blood.</summary>
    Concentration = 1,

    /// <summary>A blood count: neutrophils or leucocytes.</summary>
    Count = 2,

    /// <summary>The sum of the target lesions' diameters (RECIST).</summary>
    Scan = 3,

    /// <summary>A gene of the patient.</summary>
    Genotype = 4,

    /// <summary>A variant of the tumour's DNA.</summary>
    Variant = 5,

    /// <summary>A number that models ask for: creatinine clearance, bilirubin and the like.</summary>
    Covariate = 6,

    /// <summary>Another drug that is begun or stopped, for what it does to enzymes.</summary>
    Taking = 7,

    /// <summary>A diagnosis of the record; amount 0 where it is only suspected.</summary>
    Diagnosis = 8,

    /// <summary>Something that was done, as a record or a claim codes it; the amount is how often.</summary>
    Act = 9,
}
