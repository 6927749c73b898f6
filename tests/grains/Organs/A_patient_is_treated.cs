using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Rebuilding;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

public sealed class A_patient_is_treated(TwinBed bed) : IClassFixture<TwinBed>, IAsyncLifetime
{
    private static readonly PatientProfile Woman = new(new DateOnly(1960, 5, 2), Sex.Female, 168, 71, [], DiabetesType.None);

    private static readonly TreatmentAbout About = new(
        63, 64, null, new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));

    private readonly string _id = TwinId.NewRandom().Value;

    private IPatientTwin Twin => bed.Twin(_id);

    public async Task InitializeAsync()
    {
        await bed.KeepReading();
        await Twin.Register(Woman);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task what_is_entered_is_kept_by_liver_and_tumour_and_told_in_order()
    {
        await Enter(("d1", TreatmentKind.Dose, -10, "docetaxel", 135), ("s1", TreatmentKind.Scan, -12, "", 80), ("s2", TreatmentKind.Scan, -1, "", 50), ("c1", TreatmentKind.Count, -3, "neutrophils", .9));
        var file = await Twin.Treatments();
        file.Entries.Select(entry => entry.EntryId).ShouldBe(["s1", "d1", "c1", "s2"]);
        file.Organs.Select(organ => organ.Organ).ShouldBe([OrganCatalogue.Liver, OrganCatalogue.Tumour], ignoreOrder: true);
        var tumour = file.Organs.Single(organ => organ.Organ == OrganCatalogue.Tumour);
        tumour.Estimates[0].ShouldBe(new OrganEstimate("sum of longest diameters", 50, 0, "mm"));
        tumour.Estimates[1].Name.ShouldBe("change from the start, partial");
        tumour.Estimates.ShouldContain(estimate => estimate.Name == "growth (breast)" && estimate.IsIdentified && estimate.StandardDeviation > 0);
        file.Organs.Single(organ => organ.Organ == OrganCatalogue.Liver).Estimates.ShouldContain(estimate => estimate.Name == "docetaxel in the blood" && estimate.Value > 0 && estimate.Unit == "mg/L");
        (await Twin.Glance())!.Organs.ShouldBeEmpty(); // medication and genome have consents of their own
    }

    [Fact]
    public async Task entered_twice_it_counts_once_and_entered_in_error_not_at_all()
    {
        await Enter(("d1", TreatmentKind.Dose, -10, "docetaxel", 135), ("d1", TreatmentKind.Dose, -10, "docetaxel", 130));
        (await Twin.Treatments()).Entries.ShouldHaveSingleItem().Amount.ShouldBe(130);
        await Twin.Enter([Entry("d1", TreatmentKind.Dose, -10, "docetaxel", 130) with { IsRetracted = true }]);
        (await Twin.Treatments()).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task genes_have_the_phenotype_that_the_other_drugs_leave_them()
    {
        await Twin.Enter([Entry("g1", TreatmentKind.Genotype, -100, "CYP2D6", 0) with { Text = "*1/*1" }]);
        (await Liver()).Estimates.ShouldHaveSingleItem().ShouldBe(new OrganEstimate("CYP2D6 *1/*1, normal metabolizer: activity score", 2, 0, "1"));
        await Enter(("t1", TreatmentKind.Taking, -5, "paroxetine", 1));
        (await Liver()).Estimates.ShouldHaveSingleItem().ShouldBe(new OrganEstimate("CYP2D6 *1/*1, poor metabolizer: activity score", 0, 0, "1"));
        await Enter(("t2", TreatmentKind.Taking, -1, "paroxetine", 0));
        (await Liver()).Estimates.ShouldHaveSingleItem().Value.ShouldBe(2);
    }

    [Fact]
    public async Task a_regimen_is_weighed_by_what_the_twin_knows()
    {
        var question = new TreatmentQuestion("docetaxel", "135 mg over 1 h every 21 d x 3", About);
        (await Twin.Evaluate(question)).Refused.ShouldBe(new TreatmentRefusal("covariates.ECOG_GE1", "is missing (1: performance status 1 or worse, 0: 0); enter it for the twin or send it with the question"));
        await Enter(("e", TreatmentKind.Covariate, -30, "ECOG_GE1", 0), ("p", TreatmentKind.Covariate, -30, "PRIOR", 1), ("a", TreatmentKind.Covariate, -30, "AAG", 1.3), ("s1", TreatmentKind.Scan, -3, "", 80));
        await Twin.Enter([Entry("v1", TreatmentKind.Variant, -30, "BRCA1", 0) with { Text = "c.68_69delAG" }]);
        var answer = await Twin.Evaluate(question);
        answer.Refused.ShouldBeNull();
        var effects = answer.Effects.ShouldNotBeNull();
        effects.ModelVersion.ShouldBe("treatments-1");
        effects.Cells!.ChanceOfGrade4.ShouldBeInRange(.1, .95);
        effects.Cells.Course!.Median.Length.ShouldBe(63 * 2 + 1);
        effects.Cells.Course.Start.ShouldBe(bed.Clock.Now);
        effects.Tumour!.Course!.StepHours.ShouldBe(168);
        effects.Notes.ShouldContain(note => note.StartsWith("BRCA1/2", StringComparison.Ordinal));
        var unseen = await Twin.Evaluate(question with { Regimen = "135 mg ovr 1 h" });
        unseen.Refused!.Field.ShouldBe("regimen");
        (await Twin.Evaluate(question with { Regimen = "300 mg over 1 h" })).Refused!.Reason.ShouldContain("mg/m² lies outside the label's 55 to 100 mg/m²");
        (await Twin.Evaluate(question with { Regimen = "300 mg over 1 h", OffLabel = true })).Refused.ShouldBeNull();
        (await Twin.Evaluate(question with { Drug = "aspirin" })).Refused!.Field.ShouldBe("drug");
        (await Twin.Evaluate(question with { Drug = "escitalopram", Regimen = "10 mg oral every 24 h x 14" })).Refused.ShouldBe(new TreatmentRefusal("genes.CYP2C19", "is not called, and escitalopram depends on it"));

        var found = (await Twin.Optimise(new DoseQuestion("docetaxel", .3, [21, 28], 40, 100, 4, About))).Findings.ShouldNotBeNull();
        found.Best.ShouldNotBeNull().Cells.ChanceOfGrade4.ShouldBeLessThanOrEqualTo(.3);
        found.Label.ShouldNotBeNull().MeanAmount.ShouldBeGreaterThan(100);
        (await Twin.Optimise(new DoseQuestion("docetaxel", .3, [21], 100, 40, 4, About))).Refused!.Field.ShouldBe("most");
    }

    [Fact]
    public async Task rebuilt_from_the_log_alone_liver_and_tumour_are_the_living_ones()
    {
        await Enter(("d1", TreatmentKind.Dose, -10, "docetaxel", 135), ("s1", TreatmentKind.Scan, -12, "", 80), ("d1", TreatmentKind.Dose, -10, "docetaxel", 130), ("c1", TreatmentKind.Count, -3, "neutrophils", .9));
        await bed.Drain();
        await bed.PutAllToSleep();
        await bed.KeepReading();
        (await Twin.Treatments()).Entries.Count.ShouldBe(3);
        await bed.Drain();
        var report = await bed.Grains.GetGrain<ITwinVerifier>(TwinId.Parse(_id).Partition(bed.Log.PartitionCount)).Verify(_id);
        report.Differences.ShouldBeEmpty();
        report.Equal.ShouldBe(1);
    }

    [Fact]
    public async Task who_is_not_treated_has_neither_liver_nor_tumour()
    {
        var at = bed.Clock.Now;
        await bed.Log.Append(Someone.Packet(_id, "monitor", 1, at, new VitalSign(Signal.HeartRate, 71, at)), CancellationToken.None);
        await bed.Drain();
        (await Twin.Treatments()).Organs.ShouldBeEmpty();
        Should.Throw<KeyNotFoundException>(() => bed.Snapshots.SizeOf(OrganCatalogue.Liver, _id));
        Should.Throw<KeyNotFoundException>(() => bed.Snapshots.SizeOf(OrganCatalogue.Tumour, _id));
    }

    private async Task<OrganGlance> Liver() => (await Twin.Treatments()).Organs.Single(organ => organ.Organ == OrganCatalogue.Liver);

    [Theory]
    [InlineData(TreatmentKind.Dose, "aspirin", 100, null, "entries[1].what", "the library has no 'aspirin'")]
    [InlineData(TreatmentKind.Dose, "docetaxel", 0, null, "entries[1].amount", "must be above 0")]
    [InlineData(TreatmentKind.Count, "platelets", 100, null, "entries[1].what", "must be neutrophils or leucocytes")]
    [InlineData(TreatmentKind.Genotype, "CYP2D6", 0, "*1/*999", "entries[1].text", "CYP2D6 '*999' is not in the table")]
    [InlineData(TreatmentKind.Genotype, "MTHFR", 0, "*1/*1", "entries[1].text", "There is no table for the gene 'MTHFR'")]
    [InlineData(TreatmentKind.Scan, "", 0, "liver:8", "entries[1].lesions", "The lesion in 'liver' measures 8 mm; a target has 10 mm or more at the start.")]
    public async Task what_cannot_be_entered_is_named_and_nothing_of_it_is_kept(TreatmentKind kind, string what, double amount, string? text, string field, string reason)
    {
        var refused = (await Twin.Enter([Entry("d1", TreatmentKind.Dose, -10, "docetaxel", 135), Entry("x", kind, -5, what, amount) with { Text = text }])).ShouldNotBeNull();
        refused.Field.ShouldBe(field);
        refused.Reason.ShouldContain(reason);
        (await Twin.Treatments()).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task a_scan_is_the_sum_of_its_target_lesions()
    {
        (await Twin.Enter([Entry("s1", TreatmentKind.Scan, -10, "", 0) with { Text = "liver:32;liver:18;axilla:16:node" }])).ShouldBeNull();
        (await Twin.Treatments()).Entries.ShouldHaveSingleItem().Amount.ShouldBe(66);
        (await Twin.Enter([Entry("s2", TreatmentKind.Scan, -1, "", 0) with { Text = "liver:6;liver:5;axilla:9:node" }])).ShouldBeNull(); // later they need not be measurable
    }

    private async Task Enter(params (string Id, TreatmentKind Kind, double Days, string What, double Amount)[] entries) =>
        (await Twin.Enter([.. entries.Select(entry => Entry(entry.Id, entry.Kind, entry.Days, entry.What, entry.Amount))])).ShouldBeNull();

    private TreatmentEntry Entry(string id, TreatmentKind kind, double days, string what, double amount) =>
        new(id, kind, bed.Clock.Now.AddDays(days), what, amount, kind == TreatmentKind.Dose ? 1 : 0, By: "Dr Mori");
}
