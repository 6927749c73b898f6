using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Individualisation;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Treatments;

/// <summary>One patient under one drug, calibrated to what was measured: kinetics, blood cells, tumour, each with what is not known of it. Never changes.</summary>
/// <remarks>Concentrations, counts and scans are fitted apart; what counts tell of the kinetics stays with the cells.</remarks>
public sealed class TreatmentTwin
{
    /// <summary>Changes with the equations, the drug files or the way they are fitted.</summary>
    public const string ModelVersion = "treatments-1";

    private const ulong KineticKey = 0x6B696E, CellKey = 0x63656C, TumourKey = 0x74756D;
    private const double StepH = 12;

    private static readonly Tolerance OfDraws = new(1e-5, 1e-7);

    private readonly TreatmentRecord _record;
    private readonly double _areaPerAmount;

    private TreatmentTwin(TreatmentRecord record, IndividualEstimate? kinetics, Myelotoxicity? cells, EffectEstimate? ownCells, TumourResponse? tumour, TumourEstimate? ownTumour, double areaPerAmount) =>
        (_record, Kinetics, CellModel, Cells, TumourModel, Tumour, _areaPerAmount) = (record, kinetics, cells, ownCells, tumour, ownTumour, areaPerAmount);

    /// <summary>Of the drug in the blood; null where another organ carries it.</summary>
    public IndividualEstimate? Kinetics { get; }

    /// <summary>What the drug does to blood cells; null where nothing is carried.</summary>
    public Myelotoxicity? CellModel { get; }

    /// <summary>Random effects of kinetics and cells; null where there is no model.</summary>
    public EffectEstimate? Cells { get; }

    /// <summary>What the drug does to the tumour; null where nothing is carried, or there is no scan to start from.</summary>
    public TumourResponse? TumourModel { get; }

    /// <summary>The patient's own tumour.</summary>
    public TumourEstimate? Tumour { get; }

    /// <summary>The record it was made of.</summary>
    public TreatmentRecord Record => _record;

    /// <summary>Makes the twin.</summary>
    /// <exception cref="MissingCovariateException">A model needs what is not known.</exception>
    /// <exception cref="Pharmacogenomics.UnknownGenotypeException">A gene is as the drug's source had nobody.</exception>
    /// <exception cref="ArgumentException">Doses, counts or scans are not possible.</exception>
    public static TreatmentTwin Calibrate(TreatmentRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var drug = record.Drug;
        if (record.Counts.Count > 0 && drug.Cells.Count == 0) throw new ArgumentException($"Counts are given, but of {drug.Name} no effect on blood cells is carried.", nameof(record));
        if ((record.Scans.Count > 0 || record.Tumour is not null) && drug.Tumours.Count == 0) throw new ArgumentException($"Scans are given, but of {drug.Name} no effect on tumours is carried.", nameof(record));
        var kinetics = drug.Kinetics is { } model
            ? IndividualFit.Find(model, new() { Regimen = record.Given, Measurements = record.Concentrations, Covariates = [record.Patient] })
            : null;
        var cells = drug.Cells.Count > 0 ? drug.Cells[0] : null;
        var tumour = record.Tumour is { } name
            ? drug.Tumours.FirstOrDefault(tumour => tumour.Name == name) ?? throw new ArgumentException($"Of {drug.Name} no effect on '{name}' is carried; there are {string.Join(", ", drug.Tumours.Select(known => known.Name))}.", nameof(record))
            : drug.Tumours.FirstOrDefault(tumour => tumour.HasBase || record.Scans.Count > 0);
        var areaPerAmount = kinetics is null ? double.NaN : 1 / kinetics.Kinetics().Clearance[0];
        return new(
            record, kinetics, cells, cells is null ? null : CellCourse.Fit(cells, record.Given, record.Patient, record.Counts), tumour,
            tumour is null ? null : TumourCourse.Fit(tumour, record.Given, record.Patient, record.Scans, areaPerAmount), areaPerAmount);
    }

    /// <summary>What a regimen does after what was given.</summary>
    /// <param name="proposed">Amounts in the drug's unit; times as in the record.</param>
    /// <param name="plan">How far and how finely it is looked at.</param>
    /// <exception cref="ArgumentException">The doses or the plan are not possible.</exception>
    public TreatmentOutcome Evaluate(Regimen proposed, TreatmentPlan plan) => Evaluate(proposed, plan, withConcentrations: true);

    /// <summary>The mean concentration of a day once the same has been given every day for long, mg/L, over all that the patient may be.</summary>
    /// <exception cref="InvalidOperationException">Nothing is carried of the drug in the blood.</exception>
    public Spread MeanMgPerL(DailyDose daily, TreatmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (Kinetics is null) throw new InvalidOperationException($"Of {_record.Drug.Name} no kinetics are carried.");
        var (model, effects, means) = (_record.Drug.Kinetics!, new Lanes[Kinetics.Effects.Count], new double[plan.Draws]);
        for (var first = 0; first < plan.Draws; first += Lanes.Count)
        {
            Kinetics.Found.Draw(new(plan.Seed ^ KineticKey), first, effects);
            var mean = CirculatoryEffect.MeanMgPerL(daily, model.Parameters(effects.AsSpan(0, model.Covariance.GetLength(0)), effects.AsSpan(model.Covariance.GetLength(0)), _record.Patient));
            for (var lane = 0; lane < Lanes.Count && first + lane < plan.Draws; lane++) means[first + lane] = mean[lane];
        }
        return Spread.Of(means);
    }

    internal TreatmentOutcome Evaluate(Regimen proposed, TreatmentPlan plan, bool withConcentrations)
    {
        ArgumentNullException.ThrowIfNull(proposed);
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Fault is { } fault) throw new ArgumentException(fault, nameof(plan));
        var whole = _record.Given.With(proposed.Doses);
        var times = plan.Times(StepH);
        return new(
            ModelVersion, Kinetics is null || !withConcentrations ? null : Concentrations(whole, plan), CellModel is null ? null : CellOutcome.Of(times, DrawCells(whole, times, plan), plan),
            TumourModel is null ? null : TumourOutcome.Of(DrawTumours([.. whole.Single().Select(dose => (dose.Time, Dose(dose)))], plan), this, plan));
    }

    /// <summary>What following the drug's label does: each dose as large as the last cycle let it be, and not before the cells are back.</summary>
    /// <returns>Null where the label has no such rule, or there is no model of the cells.</returns>
    public TreatmentOutcome? EvaluateLabel(TreatmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (_record.Drug.Label.Rule is not { } rule || CellModel is null || TumourModel?.Exposure == TumourExposure.Cycle) return null;
        var times = plan.Times(StepH);
        var run = new LabelRun(rule, [.. rule.Steps.Select(step => new LabelRange("rule", 0, 0, rule.Unit, false, _record.Drug.Unit).Amount(step, _record.Patient))], CellModel, _record.Patient, _record.Given, OfDraws);
        var (counts, effects) = (new double[plan.Draws][], new Lanes[CellModel.Effects]);
        var sizes = new List<Lanes[]>();
        var tumourEffects = new Lanes[TumourModel?.Covariance.GetLength(0) ?? 0];
        var given = 0.0;
        for (var first = 0; first < plan.Draws; first += Lanes.Count)
        {
            Cells!.Draw(new(plan.Seed ^ CellKey), first, effects);
            var (rows, doses) = run.Run(effects, plan, times);
            for (var lane = 0; lane < Lanes.Count && first + lane < plan.Draws; lane++) counts[first + lane] = rows[lane];
            for (var lane = 0; lane < Lanes.Count && first + lane < plan.Draws; lane++) given += doses.Sum(dose => dose.Amount[lane]) / plan.Draws;
            if (TumourModel is null) continue;
            Tumour!.Found.Draw(new(plan.Seed ^ TumourKey), first, tumourEffects);
            sizes.Add(Sizes([.. _record.Given.Single().Select(dose => (dose.Time, Dose(dose))), .. doses], plan, tumourEffects));
        }
        return new(ModelVersion, null, CellOutcome.Of(times, counts, plan), TumourModel is null ? null : TumourOutcome.Of(ByPerson(sizes, plan), this, plan)) { MeanAmount = given };
    }

    private static Lanes Dose(Dose dose) => dose.Amount;

    private ConcentrationOutcome Concentrations(Regimen whole, TreatmentPlan plan)
    {
        var times = plan.Times(plan.ConcentrationStepH);
        var course = new KineticCourse(_record.Drug.Kinetics!, new() { Regimen = whole, Measurements = [.. times.Select(time => new Measurement(time, double.NaN))], Covariates = [_record.Patient] });
        var (effects, seen, areas) = (new Lanes[course.Effects], new Lanes[times.Length], new Lanes[times.Length]);
        var (rows, totals) = (new double[plan.Draws][], new double[plan.Draws]);
        for (var first = 0; first < plan.Draws; first += Lanes.Count)
        {
            Kinetics!.Found.Draw(new(plan.Seed ^ KineticKey), first, effects);
            course.Run(effects, seen, areas);
            for (var lane = 0; lane < Lanes.Count && first + lane < plan.Draws; lane++)
            {
                rows[first + lane] = [.. seen.Select(concentration => concentration[lane])];
                totals[first + lane] = areas[^1][lane] - areas[0][lane];
            }
        }
        return new(QuantileCourse.Of(times, rows), Spread.Of([.. rows.Select(row => row.Max())]), Spread.Of(totals));
    }

    private double[][] DrawCells(Regimen whole, double[] times, TreatmentPlan plan)
    {
        var course = new CellCourse(CellModel!, whole, _record.Patient, times, OfDraws);
        var (rows, effects, counts) = (new double[plan.Draws][], new Lanes[CellModel!.Effects], new Lanes[times.Length]);
        for (var first = 0; first < plan.Draws; first += Lanes.Count)
        {
            Cells!.Draw(new(plan.Seed ^ CellKey), first, effects);
            course.Run(effects, counts);
            for (var lane = 0; lane < Lanes.Count && first + lane < plan.Draws; lane++) rows[first + lane] = [.. counts.Select(count => count[lane])];
        }
        return rows;
    }

    private double[][] DrawTumours(IReadOnlyList<(double Time, Lanes Amount)> doses, TreatmentPlan plan)
    {
        var sizes = new List<Lanes[]>();
        var effects = new Lanes[TumourModel!.Covariance.GetLength(0)];
        for (var first = 0; first < plan.Draws; first += Lanes.Count)
        {
            Tumour!.Found.Draw(new(plan.Seed ^ TumourKey), first, effects);
            sizes.Add(Sizes(doses, plan, effects));
        }
        return ByPerson(sizes, plan);
    }

    /// <summary>When treatment began: what tumours count their time from.</summary>
    internal double Origin(TreatmentPlan plan) => _record.Given.Single() is [var first, ..] ? first.Time : plan.FromH;

    /// <summary>Looks at the tumour: at the start, when survival asks for its answer, and each week of the plan.</summary>
    internal double[] TumourTimes(TreatmentPlan plan) => [Origin(plan), Origin(plan) + 24 * (TumourModel!.Survival?.AnswerDays ?? 0), .. plan.Times(168)];

    private Lanes[] Sizes(IReadOnlyList<(double Time, Lanes Amount)> doses, TreatmentPlan plan, Lanes[] effects)
    {
        var times = TumourTimes(plan);
        var sizes = new Lanes[times.Length];
        new TumourCourse(TumourModel!, doses, _record.Patient, times, Tumour!.StartMm, _areaPerAmount, Origin(plan)).Run(effects, sizes);
        return sizes;
    }

    private static double[][] ByPerson(List<Lanes[]> sizes, TreatmentPlan plan) =>
        [.. Enumerable.Range(0, plan.Draws).Select(person => sizes[person / Lanes.Count].Select(size => size[person % Lanes.Count]).ToArray())];
}
