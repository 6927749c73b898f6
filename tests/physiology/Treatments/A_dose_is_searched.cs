using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Treatments;

namespace TwinGrid.Physiology.Tests.Treatments;

public sealed class A_dose_is_searched
{
    private static readonly Covariates Woman = Covariates.Of(("FEMALE", 1), ("ECOG_GE1", 0), ("PRIOR", 1), ("AAG", 1.34), ("BSA", 1.8));

    private static readonly TreatmentPlan Plan = new(0, 126) { Prognosis = new Dictionary<string, double>(StringComparer.Ordinal) { ["MANY_SITES"] = 1 } };

    private static readonly DoseSearch Search = new([60, 80, 100, 120, 140, 160, 180], [14, 21, 28], 1, .3);

    private static readonly TreatmentRecord NewPatient = new() { Drug = DrugLibrary.Find("docetaxel"), Patient = Woman, Scans = [new(-24 * 5, 80)] };

    [Fact]
    public void more_drug_shrinks_the_tumour_and_costs_neutrophils()
    {
        var found = Search.Find(TreatmentTwin.Calibrate(NewPatient), Plan);
        found.Candidates.Count.ShouldBe(21);
        foreach (var interval in found.Candidates.GroupBy(candidate => candidate.IntervalDays))
        {
            interval.Select(candidate => candidate.Cells.Grade4).ShouldBeInOrder();
            interval.Select(candidate => candidate.Tumour.MeanLogChange).ShouldBeInOrder(SortDirection.Descending);
        }
        found.Best.ShouldNotBeNull().Cells.Grade4.ShouldBeLessThanOrEqualTo(.3);
        found.Candidates.Where(candidate => candidate.Cells.Grade4 <= .3).ShouldAllBe(candidate => candidate.Tumour.MeanLogChange >= found.Best.Tumour.MeanLogChange);
        found.TradeOff.ShouldContain(found.Best);
        found.TradeOff.Select(candidate => candidate.Cells.Grade4).ShouldBeInOrder();
        found.TradeOff.Select(candidate => candidate.Tumour.MeanLogChange).ShouldBeInOrder(SortDirection.Descending);
        found.Assumptions.ShouldContain(line => line.Contains("Kloft", StringComparison.Ordinal));
        found.Assumptions.ShouldContain(line => line.Contains("starts at 100 mg/m²", StringComparison.Ordinal));
    }

    /// <summary>About three in four patients under 100 mg/m² every three weeks fall to grade 4 (its label counts 75.4 % of 2045 patients).</summary>
    [Fact]
    public void at_the_labels_dose_about_as_many_fall_to_grade_4_as_the_label_reports()
    {
        var outcome = TreatmentTwin.Calibrate(NewPatient).Evaluate(new(new Dose(0, 180, 1)), Plan with { Days = 21, Draws = 1024 });
        outcome.Cells!.Grade4.ShouldBeInRange(.55, .9);
        outcome.Cells.Grade4Error.ShouldBeLessThan(.02);
        outcome.Tumour!.MedianSurvivalDays.ShouldNotBeNull();
        outcome.Concentration!.Peak.Median.ShouldBeInRange(2, 6);
    }

    [Fact]
    public void a_patient_whose_counts_held_is_given_more_than_one_whose_counts_fell()
    {
        var given = RegimenText.Read("135 mg over 1 h");
        var plan = Plan with { FromH = 21 * 24 };
        var robust = Search.Find(TreatmentTwin.Calibrate(NewPatient with { Given = given, Counts = [new(0, 6), new(24 * 7.5, 2.4), new(24 * 14, 5)] }), plan);
        var frail = Search.Find(TreatmentTwin.Calibrate(NewPatient with { Given = given, Counts = [new(0, 3.5), new(24 * 7.5, .2), new(24 * 14, 1.5)] }), plan);
        robust.Best.ShouldNotBeNull();
        (robust.Best.Dose / robust.Best.IntervalDays).ShouldBeGreaterThan(1.3 * (frail.Best?.Dose / frail.Best?.IntervalDays ?? 0));
    }

    [Fact]
    public void following_the_label_reduces_what_the_frail_get()
    {
        var given = RegimenText.Read("180 mg over 1 h");
        var plan = Plan with { FromH = 21 * 24 };
        var frail = TreatmentTwin.Calibrate(NewPatient with { Given = given, Counts = [new(0, 2.6), new(24 * 5, .3), new(24 * 9, .1), new(24 * 14, .5)] });
        var robust = TreatmentTwin.Calibrate(NewPatient with { Given = given, Counts = [new(0, 8), new(24 * 7.5, 4), new(24 * 14, 7)] });
        var label = robust.EvaluateLabel(plan).ShouldNotBeNull();
        label.MeanAmount.ShouldBe(6 * 180, 40); // in full, every three weeks
        frail.EvaluateLabel(plan)!.MeanAmount.ShouldBeLessThan(.9 * label.MeanAmount);
        // In full it is the regimen written out.
        var written = robust.Evaluate(RegimenText.Read("180 mg over 1 h at 21 d every 21 d x 6"), plan);
        label.Cells!.Nadir.Median.ShouldBe(written.Cells!.Nadir.Median, 1e-4 * written.Cells.Nadir.Median);
        label.Tumour!.Change.Median.ShouldBe(written.Tumour!.Change.Median, .01);
    }

    [Fact]
    public void the_same_seed_gives_the_same_answer_and_more_draws_about_the_same()
    {
        var twin = TreatmentTwin.Calibrate(NewPatient);
        var regimen = RegimenText.Read("135 mg over 1 h every 21 d x 4");
        var (first, again) = (twin.Evaluate(regimen, Plan), twin.Evaluate(regimen, Plan));
        first.Cells!.Course.Median.ShouldBe(again.Cells!.Course.Median);
        var many = twin.Evaluate(regimen, Plan with { Draws = 2048, Seed = 2 });
        many.Cells!.Grade4.ShouldBe(first.Cells.Grade4, 4 * first.Cells.Grade4Error);
    }

    [Theory]
    [InlineData("vancomycin", "Of vancomycin no effect on blood cells is carried")]
    [InlineData("paclitaxel", "The patient's tumour is not known: of paclitaxel no effect on tumours is carried.")]
    public void what_cannot_be_weighed_is_refused(string drug, string reason)
    {
        var record = new TreatmentRecord { Drug = DrugLibrary.Find(drug), Patient = Covariates.Of(("CLCR", 100), ("WT", 70), ("DIAL", 0)) };
        Should.Throw<ArgumentException>(() => Search.Find(TreatmentTwin.Calibrate(record), Plan)).Message.ShouldStartWith(reason);
    }

    [Fact]
    public void limits_and_plans_that_are_none_are_refused()
    {
        var twin = TreatmentTwin.Calibrate(NewPatient);
        Should.Throw<ArgumentException>(() => (Search with { Limit = 0 }).Find(twin, Plan)).Message.ShouldStartWith("The limit 0 is no chance between 0 and 1.");
        Should.Throw<ArgumentException>(() => (Search with { IntervalsDays = [.5] }).Find(twin, Plan)).Message.ShouldStartWith("Intervals of 1 to 365 days are needed.");
        Should.Throw<ArgumentException>(() => Search.Find(twin, Plan with { Days = 0 })).Message.ShouldStartWith("0 days cannot be looked at");
        (Search with { Limit = .001 }).Find(twin, Plan).Best.ShouldBeNull();
    }
}
