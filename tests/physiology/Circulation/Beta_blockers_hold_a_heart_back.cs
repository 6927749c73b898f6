using TwinGrid.Physiology.Circulation;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Trends;
using Xunit.Abstractions;

namespace TwinGrid.Physiology.Tests.Circulation;

public sealed class Beta_blockers_hold_a_heart_back(ITestOutputHelper output)
{
    /// <summary>A man with hypertension as in the trials.</summary>
    private static readonly PersonAtRest Hypertensive = new(72, 150, 92, 50, 175, 82, false);
    private static readonly HeartTwin Heart = HeartTwin.Calibrate(Hypertensive);
    private static readonly Drug Metoprolol = DrugLibrary.Find("metoprolol");

    /// <summary>US prescribing information of metoprolol succinate, section 12.2: 30 and 80 % of the greatest effect, 30 %, at 30 and 540 nmol/L.</summary>
    [Theory]
    [InlineData(30, .3), InlineData(540, .8)]
    public void by_the_concentration_as_the_label_has_it(double nanomolar, double share)
    {
        var blockade = Metoprolol.Circulation!.At(nanomolar * 1e-6 * Metoprolol.MolarMass);
        blockade.Share.ShouldBe(share, .01);
        blockade.RateLost.ShouldBe(.3 * share, .003);
        Metoprolol.Circulation.At(0).ShouldBe(default);
    }

    /// <summary>Blake et al. 2013: area 4.9 times and 13 times that of extensive and ultrarapid metabolisers; clearance over bioavailability 5.9 and 15 times less.</summary>
    [Fact]
    public void in_poor_metabolisers_there_is_as_much_more_in_the_blood_as_was_found()
    {
        double Mean(string phenotype) => CirculatoryEffect.MeanMgPerL(new(100), Kinetics(phenotype))[0];
        (Mean("PM") / Mean("NM")).ShouldBeInRange(4.85, 5.95);
        (Mean("PM") / Mean("UM")).ShouldBeInRange(12, 15);
        Mean("IM").ShouldBeInRange(1.3 * Mean("NM"), .8 * Mean("PM"));
        Mean("NM").ShouldBeInRange(.025, .075, "between the trough and the peak of 100 mg a day: 75 and 388 nmol/L");
        (0.693 * Kinetics("NM").Volume[0] / Kinetics("NM").Clearance[0]).ShouldBeInRange(3, 7, "half-life, h");
        (0.693 * Kinetics("PM").Volume[0] / Kinetics("PM").Clearance[0]).ShouldBeInRange(6, 9);
    }

    /// <summary>Lund-Johansen 1979: rate -25 %, pressure -18 %, output -16 % at rest and -20 % in exercise, resistance not changed; stroke volume did not fall.</summary>
    [Fact]
    public void a_year_of_it_does_to_pressure_and_output_what_was_measured()
    {
        var (before, after) = Beside(.25 / .3);
        Change(before.AtRest.HeartRate, after.AtRest.HeartRate).ShouldBe(-.25, .005);
        Change(before.AtRest.MeanArterial, after.AtRest.MeanArterial).ShouldBe(-.18, .03);
        Change(before.AtRest.CardiacOutput, after.AtRest.CardiacOutput).ShouldBe(-.16, .03);
        Change(before.Moving.HeartRate, after.Moving.HeartRate).ShouldBe(-.25, .005);
        Change(before.Moving.CardiacOutput, after.Moving.CardiacOutput).ShouldBeInRange(-.24, -.12);
        after.AtRest.StrokeVolume.ShouldBeGreaterThan(before.AtRest.StrokeVolume);
    }

    /// <summary>Wong, Boyda, Wright, Cochrane 2016: 56 trials, -10/-8 mmHg and -11/min. Arteries that run off for longer let the model's diastolic pressure fall some 5 mmHg further.</summary>
    [Fact]
    public void systolic_pressure_falls_as_in_the_trials_and_diastolic_at_least_as_far()
    {
        var (before, after) = Beside(11 / 72.0 / .3);
        (after.AtRest.HeartRate - before.AtRest.HeartRate).ShouldBe(-11, .3);
        (after.AtRest.Systolic - before.AtRest.Systolic).ShouldBe(-10, 3);
        (after.AtRest.Diastolic - before.AtRest.Diastolic).ShouldBeInRange(-14, -6);
    }

    [Fact]
    public void who_was_measured_under_it_is_faster_and_stronger_without()
    {
        var held = HeartTwin.Calibrate(Hypertensive with { HeartRate = 60, Systolic = 138, Diastolic = 78, Blockade = At(.6) });
        var cases = held.Under([default, At(.6), At(.9)]);
        cases[1].AtRest.HeartRate.ShouldBe(60, .3);
        cases[1].AtRest.Systolic.ShouldBe(138, 1.5, "as measured");
        cases[0].AtRest.HeartRate.ShouldBe(60 / (1 - .18), .3);
        cases[0].AtRest.Systolic.ShouldBeGreaterThan(142);
        cases[2].AtRest.HeartRate.ShouldBeLessThan(57);
        HeartTwin.Restore(held.Save()).Under([default])[0].ShouldBe(held.Under([default])[0]);
    }

    /// <summary>A blocked heart cannot run away from a loss of blood: it quickens by the vagus alone, and pressure falls further.</summary>
    [Fact]
    public void it_quickens_less_when_blood_is_lost()
    {
        var loss = new HeartEvent(HeartEventKind.BloodLoss, 0, .2 * Hypertensive.BloodVolume, 5);
        var blocked = HeartTwin.Calibrate(Hypertensive with { Blockade = At(.8) });
        var (free, held) = (A_persons_heart_is_asked_what_if.ChangeOf(Heart, HeartSign.Rate, loss), A_persons_heart_is_asked_what_if.ChangeOf(blocked, HeartSign.Rate, loss));
        output.WriteLine($"{free:0.0} and {held:0.0} /min");
        held.ShouldBeInRange(.2 * free, .85 * free);
        A_persons_heart_is_asked_what_if.ChangeOf(blocked, HeartSign.Mean, loss).ShouldBeLessThan(A_persons_heart_is_asked_what_if.ChangeOf(Heart, HeartSign.Mean, loss) - .3);
    }

    [Fact]
    public void the_rate_to_be_expected_is_lower_until_it_is_measured()
    {
        double Rate(TrendEstimate? seen, Blockade blockade) => RestingFigures.Of(50, 175, 82, false, seen, null, null, null, blockade).HeartRate;
        Rate(null, At(.6)).ShouldBe(.82 * Rate(null, default), 1e-9);
        Rate(new(70, 1), At(.6)).ShouldBe(70, .3, "the patient's own counts");
        RestingFigures.Of(50, 175, 82, false, null, null, null, null, At(.6)).Systolic.ShouldBe(RestingFigures.Of(50, 175, 82, false, null, null, null, null).Systolic);
    }

    private static Blockade At(double share) => new(share, Metoprolol.Circulation!.Rate * share, Metoprolol.Circulation.Strength * share);

    private ((BeatFigures AtRest, BeatFigures Moving) Before, (BeatFigures AtRest, BeatFigures Moving) After) Beside(double share)
    {
        var cases = Heart.Under([default, At(share)]);
        foreach (var (rest, moving) in cases) output.WriteLine($"{rest.HeartRate:0} /min {rest.Systolic:0}/{rest.Diastolic:0} {rest.CardiacOutput:0.00} L/min; moving {moving.HeartRate:0} /min {moving.Systolic:0}/{moving.Diastolic:0} {moving.CardiacOutput:0.0} L/min");
        return (cases[0], cases[1]);
    }

    private static double Change(double before, double after) => after / before - 1;

    private static KineticParameters Kinetics(string phenotype) => Metoprolol.Kinetics!.Parameters(
        new Lanes[1], [], Covariates.Of(("FEMALE", 0)) with { Genes = new Dictionary<string, GeneStatus>(StringComparer.Ordinal) { ["CYP2D6"] = new(phenotype) } });
}
