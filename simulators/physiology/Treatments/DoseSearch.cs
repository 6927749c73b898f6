using TwinGrid.Physiology.Pharmacokinetics;

namespace TwinGrid.Physiology.Treatments;

/// <summary>Looks for the dose and the interval with the best answer of the tumour that keep the chance of grade 4 neutropenia under a limit.</summary>
/// <param name="Doses">Amounts that are tried, in the drug's unit.</param>
/// <param name="IntervalsDays">Intervals that are tried.</param>
/// <param name="DurationH">Of each infusion.</param>
/// <param name="Limit">Greatest chance of grade 4 neutropenia.</param>
public sealed record DoseSearch(IReadOnlyList<double> Doses, IReadOnlyList<double> IntervalsDays, double DurationH, double Limit)
{
    private const int MostCandidates = 400;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? Fault =>
        Doses.Count == 0 || Doses.Any(dose => !(dose > 0) || !double.IsFinite(dose)) ? "Doses above 0 are needed."
        : IntervalsDays.Count == 0 || IntervalsDays.Any(interval => !(interval is >= 1 and <= 365)) ? "Intervals of 1 to 365 days are needed."
        : Doses.Count * IntervalsDays.Count > MostCandidates ? $"{Doses.Count} doses at {IntervalsDays.Count} intervals are too many: {MostCandidates} pairs can be tried."
        : !(DurationH >= 0) || DurationH > 24 * IntervalsDays.Min() ? $"An infusion of {DurationH} h does not fit into the shortest interval."
        : !(Limit is > 0 and < 1) ? $"The limit {Limit} is no chance between 0 and 1."
        : null;

    /// <summary>Every pair, which of them are worth having, and the best one.</summary>
    /// <param name="twin">With a model of blood cells and one of the tumour.</param>
    /// <param name="plan">When it begins and how far it is looked at.</param>
    /// <exception cref="ArgumentException">The search, the plan or the twin cannot be used; the message says why.</exception>
    public DoseSearchResult Find(TreatmentTwin twin, TreatmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(twin);
        ArgumentNullException.ThrowIfNull(plan);
        if (Fault is { } fault) throw new ArgumentException(fault, nameof(plan));
        if (plan.Fault is { } planned) throw new ArgumentException(planned, nameof(plan));
        var drug = twin.Record.Drug;
        if (twin.CellModel is null) throw new ArgumentException($"Of {drug.Name} no effect on blood cells is carried: its dose cannot be weighed against them.", nameof(twin));
        if (twin.TumourModel is null) throw new ArgumentException($"The patient's tumour is not known: {(drug.Tumours.Count == 0 ? $"of {drug.Name} no effect on tumours is carried" : "a scan is needed")}.", nameof(twin));
        var candidates = new List<DoseCandidate>();
        foreach (var interval in IntervalsDays.Order())
            foreach (var dose in Doses.Order())
            {
                var outcome = twin.Evaluate(Regimen(dose, interval, plan), plan, withConcentrations: false);
                candidates.Add(new(dose, interval, Times(interval, plan), outcome.Cells!, outcome.Tumour!));
            }
        var best = candidates.Where(candidate => candidate.Cells.Grade4 <= Limit).MinBy(candidate => candidate.Tumour.MeanLogChange);
        return new(candidates, Front(candidates), best, twin.EvaluateLabel(plan), Assumptions(twin, plan));
    }

    /// <summary>The regimen of a pair.</summary>
    public Regimen Regimen(double dose, double intervalDays, TreatmentPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(new Dose(plan.FromH, dose, DurationH, 24 * intervalDays, Times(intervalDays, plan) - 1));
    }

    private static int Times(double intervalDays, TreatmentPlan plan) => Math.Max((int)Math.Ceiling(plan.Days / intervalDays - 1e-9), 1);

    /// <summary>Those that no other beats in both, by rising chance.</summary>
    private static DoseCandidate[] Front(List<DoseCandidate> candidates)
    {
        var front = new List<DoseCandidate>();
        foreach (var candidate in candidates.OrderBy(candidate => candidate.Cells.Grade4).ThenBy(candidate => candidate.Tumour.MeanLogChange))
            if (front.Count == 0 || candidate.Tumour.MeanLogChange < front[^1].Tumour.MeanLogChange) front.Add(candidate);
        return [.. front];
    }

    private string[] Assumptions(TreatmentTwin twin, TreatmentPlan plan)
    {
        var record = twin.Record;
        return
        [
            $"{record.Drug.Name} alone, every dose given in full over {DurationH} h until day {plan.Days}; no growth factors.",
            $"{twin.CellModel!.Kind}: {twin.CellModel.Source}; found in {twin.CellModel.Validity}. Fitted to {record.Counts.Count} counts.",
            $"Tumour ({twin.TumourModel!.Name}): {twin.TumourModel.Source}; found in {twin.TumourModel.Validity}. Fitted to {twin.Tumour!.Compared.Count} scans after the start.",
            $"Grade 4: a count below 0.5·10⁹/L at any look, every 12 h, as it is, without the laboratory's error{(twin.CellModel.Kind == "neutrophils" ? "" : " (the model counts leucocytes, which fall later and less: read the chance as a lower bound)")}.",
            $"{plan.Draws} patients that this one may be, drawn from what counts and scans leave open (normal around the most probable effects); cells and tumour are taken as independent.",
            twin.TumourModel.Survival is { } survival ? $"Survival: {survival.Source}." : "Survival: nothing published for this tumour is carried.",
            "The best pair has the smallest mean logarithm of the tumour's size at the end.",
            .. record.Drug.Label.Rule is { } rule
                ? new[] { $"The label beside it starts at {rule.Steps[0]} {(rule.Unit == Drugs.LabelUnit.PerSquareMetre ? "mg/m²" : record.Drug.Unit)}, waits week by week for {rule.ResumeAbove}·10⁹/L, and steps down after more than {rule.StepDownAfterDays} days of grade 4 ({record.Drug.Label.Source})." }
                : [],
        ];
    }
}

/// <summary>A dose and an interval, and what they do.</summary>
/// <param name="Dose">In the drug's unit.</param>
/// <param name="IntervalDays">From dose to dose.</param>
/// <param name="Times">How many doses.</param>
/// <param name="Cells">Blood cells.</param>
/// <param name="Tumour">The tumour.</param>
public sealed record DoseCandidate(double Dose, double IntervalDays, int Times, CellOutcome Cells, TumourOutcome Tumour);

/// <summary>What was found.</summary>
/// <param name="Candidates">Every pair.</param>
/// <param name="TradeOff">Those that no other beats in both chance and tumour, by rising chance.</param>
/// <param name="Best">Null where every pair exceeds the limit.</param>
/// <param name="Label">What following the label does; null where it has no rule.</param>
/// <param name="Assumptions">What was taken for granted.</param>
public sealed record DoseSearchResult(
    IReadOnlyList<DoseCandidate> Candidates, IReadOnlyList<DoseCandidate> TradeOff, DoseCandidate? Best, TreatmentOutcome? Label, IReadOnlyList<string> Assumptions);
