namespace TwinGrid.Treatments;

/// <summary>What would a regimen do to this patient, from now on?</summary>
/// <param name="Drug">By its name in the library.</param>
/// <param name="Regimen">In words, such as <c>135 mg over 1 h every 21 d x 6</c>; times from now.</param>
/// <param name="About">What else is asked, and what is known beside the twin.</param>
/// <param name="OffLabel">Whether doses that the label does not give are looked at.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentQuestion")]
public sealed record TreatmentQuestion([property: Id(0)] string Drug, [property: Id(1)] string Regimen, [property: Id(2)] TreatmentAbout About, [property: Id(3)] bool OffLabel = false);

/// <summary>Which dose and interval are best for this patient, from now on?</summary>
/// <param name="Drug">By its name in the library.</param>
/// <param name="Limit">Greatest chance of grade 4 neutropenia.</param>
/// <param name="IntervalsDays">Intervals that are tried.</param>
/// <param name="Least">Smallest dose tried, as the label counts it; null: the label's.</param>
/// <param name="Most">Greatest dose tried; null: the label's.</param>
/// <param name="Steps">How many doses are tried between them.</param>
/// <param name="About">What else is asked, and what is known beside the twin.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.DoseQuestion")]
public sealed record DoseQuestion(
    [property: Id(0)] string Drug, [property: Id(1)] double Limit, [property: Id(2)] IReadOnlyList<double> IntervalsDays, [property: Id(3)] double? Least, [property: Id(4)] double? Most,
    [property: Id(5)] int Steps, [property: Id(6)] TreatmentAbout About);

/// <summary>What a question about a treatment has beside the drug.</summary>
/// <param name="Days">How far it is looked at.</param>
/// <param name="Draws">How many of the patients that this one may be are followed.</param>
/// <param name="Tumour">Which of the drug's tumours; null: the first.</param>
/// <param name="Covariates">Known beside the twin; they take the place of what the twin knows.</param>
/// <param name="Genes">Diplotypes, likewise.</param>
/// <param name="Prognosis">What the survival model asks.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentAbout")]
public sealed record TreatmentAbout(
    [property: Id(0)] double Days, [property: Id(1)] int Draws, [property: Id(2)] string? Tumour, [property: Id(3)] IReadOnlyDictionary<string, double> Covariates,
    [property: Id(4)] IReadOnlyDictionary<string, string> Genes, [property: Id(5)] IReadOnlyDictionary<string, double> Prognosis);
