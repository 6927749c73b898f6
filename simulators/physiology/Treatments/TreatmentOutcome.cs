using TwinGrid.Physiology.Cohorts;
using TwinGrid.Physiology.Neutropenia;

namespace TwinGrid.Physiology.Treatments;

/// <summary>What a regimen does to a patient, by all that this patient may be.</summary>
/// <param name="ModelVersion">Of the equations and drug files.</param>
/// <param name="Concentration">Null where it was not asked for, or another organ carries the drug.</param>
/// <param name="Cells">Null where no effect on blood cells is carried.</param>
/// <param name="Tumour">Null where no effect on tumours is carried, or there is no scan.</param>
public sealed record TreatmentOutcome(string ModelVersion, ConcentrationOutcome? Concentration, CellOutcome? Cells, TumourOutcome? Tumour)
{
    /// <summary>What is given in the mean, in the drug's unit; 0 where the regimen says it.</summary>
    public double MeanAmount { get; init; }
}

/// <summary>A figure's 5, 50 and 95 % quantile over what the patient may be.</summary>
public readonly record struct Spread(double Low, double Median, double High)
{
    internal static Spread Of(double[] values)
    {
        Array.Sort(values);
        return new(CourseSummary.Quantile(values, .05), CourseSummary.Quantile(values, .5), CourseSummary.Quantile(values, .95));
    }
}

/// <summary>A course with its 5, 50 and 95 % quantiles at each time.</summary>
/// <param name="TimesH">In the record's time.</param>
public sealed record QuantileCourse(IReadOnlyList<double> TimesH, IReadOnlyList<double> Low, IReadOnlyList<double> Median, IReadOnlyList<double> High)
{
    internal static QuantileCourse Of(double[] times, double[][] people)
    {
        var at = times.Select((_, k) => Spread.Of([.. people.Select(person => person[k])])).ToArray();
        return new(times, [.. at.Select(spread => spread.Low)], [.. at.Select(spread => spread.Median)], [.. at.Select(spread => spread.High)]);
    }
}

/// <summary>The drug in the blood.</summary>
/// <param name="Course">mg/L.</param>
/// <param name="Peak">Greatest, mg/L.</param>
/// <param name="Area">Under the concentration over the plan, mg·h/L.</param>
public sealed record ConcentrationOutcome(QuantileCourse Course, Spread Peak, Spread Area);

/// <summary>Blood cells.</summary>
/// <param name="Course">10⁹/L.</param>
/// <param name="Nadir">The least of each, 10⁹/L.</param>
/// <param name="Grade3">Chance that they fall below 1.0·10⁹/L at some time.</param>
/// <param name="Grade4">Chance that they fall below 0.5·10⁹/L at some time.</param>
/// <param name="Grade4Error">Standard error of that chance from the number of draws.</param>
/// <param name="DaysBelow">Days below 0.5·10⁹/L.</param>
public sealed record CellOutcome(QuantileCourse Course, Spread Nadir, double Grade3, double Grade4, double Grade4Error, Spread DaysBelow)
{
    private const double Grade3Limit = 1;

    internal static CellOutcome Of(double[] times, double[][] people, TreatmentPlan plan)
    {
        double[] least = [.. people.Select(person => person.Min())];
        var (severe, worst) = (Share(Grade3Limit), Share(Myelotoxicity.Grade4));
        var step = times.Length > 1 ? (times[1] - times[0]) / 24 : 0;
        return new(
            QuantileCourse.Of(times, people), Spread.Of([.. least]), severe, worst, Math.Sqrt(worst * (1 - worst) / plan.Draws),
            Spread.Of([.. people.Select(person => step * person.Count(count => count < Myelotoxicity.Grade4))]));

        double Share(double limit) => least.Count(count => count < limit) / (double)least.Length;
    }
}

/// <summary>A tumour's sum of longest diameters.</summary>
/// <param name="Course">mm, by the week.</param>
/// <param name="StartMm">When treatment began.</param>
/// <param name="Change">At the end of the plan, relative to the start.</param>
/// <param name="MeanLogChange">Mean of the logarithm of that ratio: what is made small.</param>
/// <param name="Response">Chance that it is ever 30 % smaller than at the start.</param>
/// <param name="Progression">Chance that at the end it is 20 % and 5 mm above its least.</param>
/// <param name="MedianSurvivalDays">Of patients with such an answer; null where nothing is published for them.</param>
public sealed record TumourOutcome(QuantileCourse Course, Spread StartMm, Spread Change, double MeanLogChange, double Response, double Progression, Spread? MedianSurvivalDays)
{
    private const double Responded = .7, Progressed = 1.2, ProgressedMm = 5;

    internal static TumourOutcome Of(double[][] people, TreatmentTwin twin, TreatmentPlan plan)
    {
        var times = twin.TumourTimes(plan);
        double[][] courses = [.. people.Select(person => person[2..])];
        return new(
            QuantileCourse.Of(times[2..], courses), Spread.Of([.. people.Select(person => person[0])]), Spread.Of([.. people.Select(person => person[^1] / person[0] - 1)]),
            people.Average(person => Math.Log(Math.Max(person[^1], 1e-12) / person[0])), Share(person => person[2..].Min() <= Responded * person[0]),
            Share(person => person.Min() is var least && person[^1] >= Progressed * least && person[^1] - least >= ProgressedMm),
            twin.TumourModel!.Survival is { } survival ? Spread.Of([.. people.Select(person => survival.MedianDays(person[0], person[1] / person[0] - 1, plan.Prognosis))]) : null);

        double Share(Func<double[], bool> isSo) => people.Count(isSo) / (double)people.Length;
    }
}
