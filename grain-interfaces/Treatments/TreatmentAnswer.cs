namespace TwinGrid.Treatments;

/// <summary>What a regimen does, or why it cannot be said.</summary>
/// <param name="Refused">Null where it can be said.</param>
/// <param name="Effects">Null where it cannot.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentAnswer")]
public sealed record TreatmentAnswer([property: Id(0)] TreatmentRefusal? Refused, [property: Id(1)] TreatmentEffects? Effects);

/// <summary>What was found of doses, or why nothing can be found.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.DoseAnswer")]
public sealed record DoseAnswer([property: Id(0)] TreatmentRefusal? Refused, [property: Id(1)] DoseFindings? Findings);

/// <summary>Why a question cannot be answered.</summary>
/// <param name="Field">Of the question: regimen, drug, covariates.BSA and the like.</param>
/// <param name="Reason">In one sentence.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentRefusal")]
public sealed record TreatmentRefusal([property: Id(0)] string Field, [property: Id(1)] string Reason);

/// <summary>5, 50 and 95 % quantile over what the patient may be.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.QuantileSpan")]
public readonly record struct QuantileSpan([property: Id(0)] double Low, [property: Id(1)] double Median, [property: Id(2)] double High);

/// <summary>A course on an even grid, as quantiles.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.QuantileGrid")]
public sealed record QuantileGrid(
    [property: Id(0)] DateTimeOffset Start, [property: Id(1)] double StepHours, [property: Id(2)] double[] Low, [property: Id(3)] double[] Median, [property: Id(4)] double[] High);

/// <summary>A drug in the blood.</summary>
/// <param name="Course">mg/L.</param>
/// <param name="Peak">mg/L.</param>
/// <param name="Area">mg·h/L over the time looked at.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.ConcentrationEffects")]
public sealed record ConcentrationEffects([property: Id(0)] QuantileGrid Course, [property: Id(1)] QuantileSpan Peak, [property: Id(2)] QuantileSpan Area);

/// <summary>Blood cells.</summary>
/// <param name="Kind">neutrophils or leucocytes.</param>
/// <param name="Course">10⁹/L; null where only figures were asked for.</param>
/// <param name="Nadir">10⁹/L.</param>
/// <param name="ChanceOfGrade3">That they fall below 1.0·10⁹/L.</param>
/// <param name="ChanceOfGrade4">That they fall below 0.5·10⁹/L.</param>
/// <param name="ChanceError">Standard error of that chance.</param>
/// <param name="DaysBelow">Days below 0.5·10⁹/L.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.CellEffects")]
public sealed record CellEffects(
    [property: Id(0)] string Kind, [property: Id(1)] QuantileGrid? Course, [property: Id(2)] QuantileSpan Nadir, [property: Id(3)] double ChanceOfGrade3, [property: Id(4)] double ChanceOfGrade4,
    [property: Id(5)] double ChanceError, [property: Id(6)] QuantileSpan DaysBelow);

/// <summary>A tumour's sum of longest diameters.</summary>
/// <param name="Name">Which.</param>
/// <param name="Course">mm; null where only figures were asked for.</param>
/// <param name="Change">At the end, relative to the start of treatment.</param>
/// <param name="ChanceOfResponse">That it is ever 30 % smaller.</param>
/// <param name="ChanceOfProgression">That at the end it is 20 % and 5 mm above its least.</param>
/// <param name="MedianSurvivalDays">Of patients with such an answer; null where nothing is published.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TumourEffects")]
public sealed record TumourEffects(
    [property: Id(0)] string Name, [property: Id(1)] QuantileGrid? Course, [property: Id(2)] QuantileSpan Change, [property: Id(3)] double ChanceOfResponse, [property: Id(4)] double ChanceOfProgression,
    [property: Id(5)] QuantileSpan? MedianSurvivalDays);

/// <summary>What a regimen does to a patient, with what is not known of the patient.</summary>
/// <param name="ModelVersion">Of equations and drug files.</param>
/// <param name="Drug">Which.</param>
/// <param name="Concentration">Null where another organ carries the drug.</param>
/// <param name="Cells">Null where nothing is carried of them.</param>
/// <param name="Tumour">Null where nothing is carried of it, or there is no scan.</param>
/// <param name="Sources">Publications behind the numbers.</param>
/// <param name="Notes">What the genes say of the drug, what trials say of variants, what the models were found in.</param>
/// <param name="Circulation">Null where nothing is carried of it, or the models of the circulation are not of this patient.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.TreatmentEffects")]
public sealed record TreatmentEffects(
    [property: Id(0)] string ModelVersion, [property: Id(1)] string Drug, [property: Id(2)] ConcentrationEffects? Concentration, [property: Id(3)] CellEffects? Cells,
    [property: Id(4)] TumourEffects? Tumour, [property: Id(5)] IReadOnlyList<string> Sources, [property: Id(6)] IReadOnlyList<string> Notes, [property: Id(7)] CirculationEffects? Circulation = null);

/// <summary>Heart and vessels without a drug and with it, after weeks at its dose.</summary>
/// <param name="PerDay">The regimen's amount a day, in the drug's unit.</param>
/// <param name="CalibratedAt">Observation time the patient's own circulation stands on; null: of the population's at age, sex and size.</param>
/// <param name="ExerciseWatts">Of the exercise that is looked at.</param>
/// <param name="Rows">Without; with, and with the 5 and 95 % quantile of what this patient's blood may hold; and by phenotype of the gene that clears the drug.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.CirculationEffects")]
public sealed record CirculationEffects(
    [property: Id(0)] double PerDay, [property: Id(1)] DateTimeOffset? CalibratedAt, [property: Id(2)] double ExerciseWatts, [property: Id(3)] IReadOnlyList<CirculationRow> Rows);

/// <summary>One of the cases.</summary>
/// <param name="Case">without, with, with-low, with-high, or a gene and phenotype: <c>CYP2D6 PM</c>.</param>
/// <param name="MgPerL">Mean in the blood; null without the drug, or where it is counted by the dose of another.</param>
/// <param name="Blockade">Share of the greatest effect.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.CirculationRow")]
public sealed record CirculationRow(
    [property: Id(0)] string Case, [property: Id(1)] double? MgPerL, [property: Id(2)] double Blockade, [property: Id(3)] CirculationFigures Rest, [property: Id(4)] CirculationFigures Exercise);

/// <summary>/min, mmHg, L/min.</summary>
[GenerateSerializer, Immutable, Alias("TwinGrid.CirculationFigures")]
public readonly record struct CirculationFigures(
    [property: Id(0)] double HeartRate, [property: Id(1)] double Systolic, [property: Id(2)] double Diastolic, [property: Id(3)] double Mean, [property: Id(4)] double CardiacOutput);

/// <summary>A dose and an interval, and what they do.</summary>
/// <param name="Dose">In the drug's unit.</param>
/// <param name="LabelDose">As the label counts it.</param>
/// <param name="IsWithinLabel">Whether the label gives it.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.DosePair")]
public sealed record DosePair(
    [property: Id(0)] double Dose, [property: Id(1)] double LabelDose, [property: Id(2)] bool IsWithinLabel, [property: Id(3)] double IntervalDays, [property: Id(4)] int Times,
    [property: Id(5)] CellEffects Cells, [property: Id(6)] TumourEffects Tumour);

/// <summary>What the label's own rule does.</summary>
/// <param name="Source">The label.</param>
/// <param name="MeanAmount">Given in the mean, in the drug's unit.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.LabelCourse")]
public sealed record LabelCourse([property: Id(0)] string Source, [property: Id(1)] double MeanAmount, [property: Id(2)] CellEffects Cells, [property: Id(3)] TumourEffects Tumour);

/// <summary>What was found of doses.</summary>
/// <param name="ModelVersion">Of equations and drug files.</param>
/// <param name="Drug">Which.</param>
/// <param name="Unit">The drug's.</param>
/// <param name="LabelUnit">What the label counts doses in.</param>
/// <param name="Limit">That was asked for.</param>
/// <param name="Best">Null where every pair exceeds the limit.</param>
/// <param name="TradeOff">Pairs that no other beats in both, by rising chance.</param>
/// <param name="Candidates">Every pair.</param>
/// <param name="Label">What the label's rule does; null where it has none.</param>
/// <param name="Assumptions">What was taken for granted.</param>
[GenerateSerializer, Immutable, Alias("TwinGrid.DoseFindings")]
public sealed record DoseFindings(
    [property: Id(0)] string ModelVersion, [property: Id(1)] string Drug, [property: Id(2)] string Unit, [property: Id(3)] string LabelUnit, [property: Id(4)] double Limit, [property: Id(5)] DosePair? Best,
    [property: Id(6)] IReadOnlyList<DosePair> TradeOff, [property: Id(7)] IReadOnlyList<DosePair> Candidates, [property: Id(8)] LabelCourse? Label, [property: Id(9)] IReadOnlyList<string> Assumptions);
