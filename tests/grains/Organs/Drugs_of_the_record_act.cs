using TwinGrid.Forecasts;
using TwinGrid.Grains.Tests.Bed;
using TwinGrid.Organs;
using TwinGrid.Patients;
using TwinGrid.Records;
using TwinGrid.Treatments;
using TwinGrid.Vitals;

namespace TwinGrid.Grains.Tests.Organs;

/// <summary>What a profile of the record says is taken acts on the organs' models, and the patient's own measurements count more.</summary>
public sealed class Drugs_of_the_record_act(TwinBed bed) : IClassFixture<TwinBed>
{
    private static readonly PatientProfile Man = new(new DateOnly(1968, 3, 1), Sex.Male, 176, 82, [], DiabetesType.None);
    private readonly string _id = TwinId.NewRandom().Value;
    private long _sent;

    private IPatientTwin Twin => bed.Twin(_id);

    [Fact]
    public async Task a_beta_blocker_lowers_rate_and_pressure_at_rest_and_in_exercise_and_more_so_in_a_poor_metaboliser()
    {
        await Twin.IsRegistered(Taking(("metoprolol", 100)));
        var effects = await Evaluated("metoprolol", "100 mg oral every 24 h x 28");
        var circulation = effects.Circulation.ShouldNotBeNull();
        (circulation.PerDay, circulation.CalibratedAt).ShouldBe((100, null));
        var (without, with, slow, fast) = (Row(effects, "without"), Row(effects, "with"), Row(effects, "CYP2D6 PM"), Row(effects, "CYP2D6 UM"));
        without.Blockade.ShouldBe(0);
        (with.Rest.HeartRate - without.Rest.HeartRate).ShouldBeInRange(-18, -8);
        (with.Exercise.HeartRate / without.Exercise.HeartRate).ShouldBe(with.Rest.HeartRate / without.Rest.HeartRate, .01);
        with.Rest.Systolic.ShouldBeLessThan(without.Rest.Systolic - 5);
        with.Rest.CardiacOutput.ShouldBeLessThan(.96 * without.Rest.CardiacOutput);
        (slow.Rest.HeartRate - with.Rest.HeartRate).ShouldBeInRange(-8.5, -3, "Meloche 2020: 3 to Bijl 2009: 8.5 /min lower");
        (fast.Rest.HeartRate > with.Rest.HeartRate && slow.MgPerL > 4 * with.MgPerL && Row(effects, "with-high").Rest.HeartRate < with.Rest.HeartRate).ShouldBeTrue();
        effects.Sources.ShouldContain(source => source.Contains("metoprolol succinate", StringComparison.Ordinal));
        effects.Notes.ShouldContain(note => note == "CYP2D6 is not called: NM is assumed.");
        with.Rest.HeartRate.ShouldBe(Row(effects, "CYP2D6 NM").Rest.HeartRate, .3, "of whom nothing was measured the record's dose is expected");

        var known = await Evaluated("metoprolol", "100 mg oral every 24 h x 28", ("CYP2D6", "*4/*4"));
        Row(known, "with").Rest.HeartRate.ShouldBe(slow.Rest.HeartRate, .5);
        string.Join(" ", (await Evaluated("bisoprolol", "5 mg oral every 24 h x 28")).Circulation!.Rows.Select(row => row.Case)).ShouldBe("without with");
        (await Twin.Evaluate(new("metoprolol", "100 mg oral every 24 h x 28", About() with { Covariates = new Dictionary<string, double>(StringComparer.Ordinal) { ["FEMALE"] = 1 } }))).Effects!.Circulation!.Rows[1].Rest.HeartRate.ShouldBeLessThan(with.Rest.HeartRate);
    }

    [Fact]
    public async Task who_is_measured_rests_as_measured_and_would_be_faster_without()
    {
        await Twin.IsRegistered(Taking(("metoprolol", 100)));
        await Watched(900, heartRate: 63);
        var effects = await Evaluated("metoprolol", "100 mg oral every 24 h x 28");
        effects.Circulation!.CalibratedAt.ShouldNotBeNull();
        Row(effects, "with").Rest.HeartRate.ShouldBe(63, 4, "the prior has lost its weight");
        Row(effects, "without").Rest.HeartRate.ShouldBeInRange(71, 84);
        var heart = (await Twin.Glance())!.Organs.Single(organ => organ.Organ == OrganCatalogue.Heart);
        heart.Estimates.Single(estimate => estimate.Name == "blockade of beta receptors (by the record)").Value.ShouldBe(59, 3);
    }

    [Fact]
    public async Task beside_somebody_without_it_the_heart_quickens_less_when_blood_is_lost()
    {
        await Twin.IsRegistered(Taking(("metoprolol", 200), ("paroxetine", null)));
        await Watched(240, heartRate: 66);
        var blocked = await Rise(Twin);
        await Profile(Man);
        await Watched(180, heartRate: 66);
        (await Rise(Twin)).ShouldBeGreaterThan(1.25 * blocked, "it was stopped");

        async Task<double> Rise(IPatientTwin twin)
        {
            var imagined = await twin.Imagine(new Scenario(Signal.HeartRate, TimeSpan.FromHours(2), [new ScenarioEvent(ScenarioEventKind.Bleeding, TimeSpan.Zero, 1100, TimeSpan.FromMinutes(10))]));
            return imagined.WithScenario.Quantiles[2][^1] - imagined.Baseline.Quantiles[2][^1];
        }
    }

    [Fact]
    public async Task everybody_sees_which_drug_acts_on_which_organ_how_and_who_says_so()
    {
        await Twin.IsRegistered(Taking(("metoprolol", 100), ("beta-blocker", null), ("paroxetine", null), ("insulin", null), ("insulin-basal", 22), ("warfarin", null), ("opioid", null)));
        var drugs = (await Twin.Glance())!.Drugs.ShouldNotBeNull();
        drugs.Select(drug => (drug.Drug, drug.Organ)).ShouldBe(
            [("metoprolol", OrganCatalogue.Heart), ("insulin", OrganCatalogue.Metabolism), ("paroxetine", OrganCatalogue.Liver), ("warfarin", OrganCatalogue.Liver), ("opioid", null)]);
        drugs[0].Effect.ShouldContain("heart rate -25 %");
        drugs[0].Effect.ShouldContain("CYP2D6 PM", Case.Sensitive, "paroxetine makes one");
        drugs[0].Dose.ShouldBe("100 mg a day");
        drugs[0].Source.ShouldNotBeNull().ShouldContain("Lund-Johansen");
        (drugs[1].Dose, drugs[1].Effect).ShouldBe(("22 U a day work round the clock", "the model of type 2 diabetes, for the profile names no diabetes but insulin is taken; its steady state stands on that dose until a pump tells its rate"));
        drugs[2].Effect.ShouldBe("a strong inhibitor of CYP2D6");
        drugs[^1].Effect.ShouldBe("is shown; no model uses it");
    }

    [Theory]
    [InlineData("beta-blocker", null, "the usual 150 mg of metoprolol a day is assumed")]
    [InlineData("metoprolol", null, "the usual 150 mg of metoprolol a day is assumed")]
    [InlineData("metoprolol", 90_000d, "the usual 150 mg of metoprolol a day is assumed")]
    [InlineData("carvedilol", 25d, "25 mg a day")]
    public async Task a_dose_that_is_not_told_is_assumed_and_said(string drug, double? perDay, string said)
    {
        await Twin.IsRegistered(Taking((drug, perDay)));
        var told = (await Twin.Glance())!.Drugs!.ShouldHaveSingleItem();
        (told.Organ, told.Dose.EndsWith(said, StringComparison.Ordinal)).ShouldBe((OrganCatalogue.Heart, true), told.Dose);
    }

    [Fact]
    public async Task what_has_ended_acts_no_more()
    {
        await Twin.IsRegistered(Man with { Conditions = ["on-metoprolol", "on-beta-blocker"], Medications = [new("metoprolol", 100, bed.Clock.Now.AddMinutes(-1))] });
        (await Twin.Glance())!.Drugs!.ShouldBeEmpty();
        Row(await Evaluated("metoprolol", "100 mg oral every 24 h x 28"), "without").Rest.HeartRate.ShouldBe(64, 1, "what is expected of a man");
    }

    [Fact]
    public async Task insulin_chooses_the_model_and_a_day_without_it_raises_glucose()
    {
        await Twin.IsRegistered(Man with { Conditions = ["on-insulin", "on-insulin-basal"], Medications = [new("insulin-basal", 30, null)] });
        for (var i = 0; i < 13; i++) await Shows(Signal.Glucose, 180 + i % 2);
        var skipped = await Twin.Imagine(new Scenario(Signal.Glucose, TimeSpan.FromHours(8), [new ScenarioEvent(ScenarioEventKind.SkippedDose, TimeSpan.Zero, 0, TimeSpan.FromHours(8))]));
        skipped.Baseline.ModelVersion.ShouldContain("type-2");
        (skipped.WithScenario.Quantiles[2][^1] - skipped.Baseline.Quantiles[2][^1]).ShouldBeInRange(5, 80);

        await Profile(Man with { DiabetesType = DiabetesType.Type2 });
        await Shows(Signal.Glucose, 180);
        var nothing = await Twin.Imagine(new Scenario(Signal.Glucose, TimeSpan.FromHours(8), [new ScenarioEvent(ScenarioEventKind.SkippedDose, TimeSpan.Zero, 0, TimeSpan.FromHours(8))]));
        nothing.WithScenario.Quantiles[2][^1].ShouldBe(nothing.Baseline.Quantiles[2][^1], .5, "it was stopped: there is nothing to skip");
    }

    private static PatientProfile Taking(params (string Drug, double? PerDay)[] drugs) => Man with
    {
        Conditions = [.. drugs.Select(drug => $"on-{drug.Drug}")], Medications = [.. drugs.Where(drug => drug.PerDay is not null).Select(drug => new Medication(drug.Drug, drug.PerDay, null))],
    };

    private static TreatmentAbout About(params (string Gene, string Diplotype)[] genes) => new(
        28, 64, null, new Dictionary<string, double>(StringComparer.Ordinal), genes.ToDictionary(gene => gene.Gene, gene => gene.Diplotype, StringComparer.Ordinal), new Dictionary<string, double>(StringComparer.Ordinal));

    private async Task<TreatmentEffects> Evaluated(string drug, string regimen, params (string Gene, string Diplotype)[] genes)
    {
        var answer = await Twin.Evaluate(new(drug, regimen, About(genes)));
        answer.Refused.ShouldBeNull();
        return answer.Effects.ShouldNotBeNull();
    }

    private static CirculationRow Row(TreatmentEffects effects, string name) => effects.Circulation!.Rows.Single(row => row.Case == name);

    private async Task Profile(PatientProfile profile) =>
        (await Twin.Observe(new RecordDelivery(_sent, new[] { new ProfileRecord(TwinId.Parse(_id), bed.Clock.Now, profile) }.Logged(++_sent)))).Gap.ShouldBeFalse();

    private async Task Shows(Signal signal, double value)
    {
        bed.Clock.Now += TimeSpan.FromMinutes(5);
        (await Twin.Observe(new RecordDelivery(_sent, new[] { Someone.Packet(_id, "cgm", _sent + 1, bed.Clock.Now, new VitalSign(signal, value, bed.Clock.Now)) }.Logged(++_sent)))).Gap.ShouldBeFalse();
    }

    /// <summary>A monitor watches on, minute by minute.</summary>
    private async Task Watched(int minutes, double heartRate)
    {
        var packets = Enumerable.Range(1, minutes).Select(i =>
        {
            var (at, wave) = (bed.Clock.Now.AddMinutes(i), Math.Sin(i * 1.7) + Math.Sin(i * .31));
            VitalSign[] samples = [new(Signal.HeartRate, Math.Round(heartRate + 2 * wave), at), new(Signal.SystolicPressure, Math.Round(132 + 3 * wave), at), new(Signal.DiastolicPressure, Math.Round(80 + 2 * wave), at)];
            return (ITwinRecord)Someone.Packet(_id, "monitor", (long)(at - DateTimeOffset.UnixEpoch).TotalMinutes, at, samples);
        }).ToList();
        bed.Clock.Now = bed.Clock.Now.AddMinutes(minutes);
        (await Twin.Observe(new RecordDelivery(_sent, packets.Logged(_sent + 1)))).Gap.ShouldBeFalse();
        _sent += packets.Count;
    }
}
