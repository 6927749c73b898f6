using System.Globalization;
using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Drugs;

/// <summary>Which doses a drug's label gives, and how it has them changed.</summary>
/// <param name="Source">The label.</param>
/// <param name="Ranges">Any of them may be met; empty: the label leaves the dose to whoever treats.</param>
/// <param name="Rule">How the dose follows blood cells; null where the label has no such rule.</param>
/// <param name="Covariates">Covariates that doses are counted by, with their meaning and unit.</param>
public sealed record DrugLabel(string Source, IReadOnlyList<LabelRange> Ranges, LabelRule? Rule, IReadOnlyDictionary<string, string> Covariates)
{
    /// <summary>What in a regimen lies outside the label; null where nothing does.</summary>
    /// <param name="regimen">Amounts in the drug's unit.</param>
    /// <param name="patient">Whom it is for.</param>
    /// <returns>One sentence that names the dose, its size as the label counts it, and the range.</returns>
    /// <exception cref="MissingCovariateException">The label counts by what is not known of the patient.</exception>
    public string? Fault(Regimen regimen, Covariates patient)
    {
        ArgumentNullException.ThrowIfNull(regimen);
        ArgumentNullException.ThrowIfNull(patient);
        if (Ranges.Count == 0) return null;
        var single = regimen.Single();
        for (var i = 0; i < single.Count; i++)
        {
            if (Ranges.Any(range => range.Holds(range.SizeOf(single, i, patient)))) continue;
            var nearest = Ranges.MinBy(range => range.Distance(range.SizeOf(single, i, patient)))!;
            return string.Create(CultureInfo.InvariantCulture,
                $"Dose {i + 1}, at {single[i].Time:G6} h: {nearest.SizeOf(single, i, patient):G4} {nearest.UnitText} lies outside the label's {nearest.Least:G6} to {nearest.Most:G6} {nearest.UnitText} ({nearest.Use}; {Source}).");
        }
        return null;
    }
}

/// <summary>What a label counts doses by.</summary>
public enum LabelUnit
{
    /// <summary>The drug's own unit.</summary>
    Amount = 0,

    /// <summary>Per m² of body surface (covariate BSA).</summary>
    PerSquareMetre = 1,

    /// <summary>Per kg of body weight (covariate WT).</summary>
    PerKilogram = 2,

    /// <summary>The area under the concentration that Calvert's formula gives, mg/mL·min (covariate GFR).</summary>
    Calvert = 3,
}

/// <summary>A range of doses.</summary>
/// <param name="Use">What for.</param>
/// <param name="Least">Smallest.</param>
/// <param name="Most">Greatest.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="IsOfDay">Whether the doses of 24 hours are added up.</param>
/// <param name="DoseUnit">The drug's own unit.</param>
public sealed record LabelRange(string Use, double Least, double Most, LabelUnit Unit, bool IsOfDay, string DoseUnit)
{
    private const double Rounding = .005;

    /// <summary>As a label writes it.</summary>
    public string UnitText => (Unit switch { LabelUnit.PerSquareMetre => $"{DoseUnit}/m²", LabelUnit.PerKilogram => $"{DoseUnit}/kg", LabelUnit.Calvert => "mg/mL·min", _ => DoseUnit }) + (IsOfDay ? " a day" : "");

    /// <summary>How a dose is counted here, from its amount.</summary>
    /// <exception cref="MissingCovariateException">What it is counted by is not known.</exception>
    public double Size(double amount, Covariates patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Unit switch
        {
            LabelUnit.PerSquareMetre => amount / patient["BSA"],
            LabelUnit.PerKilogram => amount / patient["WT"],
            LabelUnit.Calvert => Calvert.Exposure(amount, patient["GFR"]),
            _ => amount,
        };
    }

    /// <summary>The amount of a dose that is counted so.</summary>
    /// <exception cref="MissingCovariateException">What it is counted by is not known.</exception>
    public double Amount(double size, Covariates patient)
    {
        ArgumentNullException.ThrowIfNull(patient);
        return Unit switch
        {
            LabelUnit.PerSquareMetre => size * patient["BSA"],
            LabelUnit.PerKilogram => size * patient["WT"],
            LabelUnit.Calvert => Calvert.Dose(size, patient["GFR"]),
            _ => size,
        };
    }

    internal double SizeOf(IReadOnlyList<Dose> single, int index, Covariates patient) =>
        Size(IsOfDay ? single.Where(dose => dose.Time > single[index].Time - 24 && dose.Time <= single[index].Time).Sum(dose => dose.Amount) : single[index].Amount, patient);

    internal bool Holds(double size) => Distance(size) <= 0;

    /// <summary>Vials and tablets are rounded: half a percent is within.</summary>
    internal double Distance(double size) => Math.Max(Least * (1 - Rounding) / Math.Max(size, 1e-9), size / (Most * (1 + Rounding))) - 1;
}

/// <summary>How a label has cytotoxic doses follow neutrophils.</summary>
/// <param name="Steps">Doses from the first to the least, as the label counts them.</param>
/// <param name="Unit">What is counted.</param>
/// <param name="IntervalH">From dose to dose.</param>
/// <param name="DurationH">Of the infusion.</param>
/// <param name="ResumeAbove">Neutrophils, 10⁹/L, below which the next dose waits.</param>
/// <param name="StepDownAfterDays">Days in which neutrophils stay below 0.5·10⁹/L after which the next dose is a step smaller.</param>
public sealed record LabelRule(IReadOnlyList<double> Steps, LabelUnit Unit, double IntervalH, double DurationH, double ResumeAbove, double StepDownAfterDays);
