using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Tests.Pharmacokinetics;

public sealed class A_drug_is_given_as_written
{
    [Theory]
    [InlineData("1000 mg over 1 h every 12 h x 14", 14, 0, 156, 14_000)]
    [InlineData("2 g at 6 h", 1, 6, 6, 2000)]
    [InlineData("500 mg oral at 24 h every 1 d until 7 d", 6, 24, 144, 3000)]
    [InlineData("100 mg every 12h x14; hold from 24 h to 48 h", 12, 0, 156, 1200)]
    [InlineData("100 mg every 12 h x 4\nscale from 24 h by 0.5", 4, 0, 36, 300)]
    public void a_regimen_is_read(string text, int doses, double first, double last, double sumMg)
    {
        var single = RegimenText.Read(text).Single();
        (single.Count, single[0].Time, single[^1].Time, single.Sum(dose => dose.Amount)).ShouldBe((doses, first, last, sumMg));
    }

    [Theory]
    [InlineData("100 mg every 12 h x 3; 100 mg evry 12 h", "Statement 2, '100 mg evry 12 h': 'evry' is not understood; known are at, over, every, until, x, oral, steady.")]
    [InlineData("100 every 12 h", "Statement 1, '100 every 12 h': 'mg' is wanted where 'every' stands.")]
    [InlineData("100 mg x 3", "Statement 1, '100 mg x 3': More than one dose needs an interval (every).")]
    [InlineData("100 mg steady", "Statement 1, '100 mg steady': Dose 1: Repetitions and steady state need an interval above 0; this is 0 h.")]
    [InlineData("100 mg at 5 h every 1 h until 5 h", "Statement 1, '100 mg at 5 h every 1 h until 5 h': The end at 5 h does not lie after the first dose at 5 h.")]
    [InlineData("hold from 5 h to 3 h", "Statement 1, 'hold from 5 h to 3 h': A hold from 5 h to 3 h holds nothing.")]
    [InlineData("", "There is no dose.")]
    public void what_cannot_be_understood_is_named(string text, string reason) => Should.Throw<RegimenTextException>(() => RegimenText.Read(text)).Message.ShouldBe(reason);

    [Fact]
    public void doses_follow_troughs_by_a_rule()
    {
        var patient = new PatientRecord { Regimen = RegimenText.Read("500 mg over 1 h every 12 h x 20"), Covariates = [Covariates.Of(("CLCR", 120), ("WT", 70), ("DIAL", 0))] };
        var rule = new Titration(36, 24, 8, 10, 20, 1.25, .8, Most: 1500);
        var titrated = rule.Apply(DrugLibrary.Vancomycin, patient);
        titrated.Single()[0].Amount.ShouldBe(500);
        titrated.Single()[^1].Amount.ShouldBeInRange(625, 1500);
        Trough(titrated).ShouldBeInRange(10, 20);
        Trough(patient.Regimen).ShouldBeLessThan(10);
        rule.Apply(DrugLibrary.Vancomycin, patient, 2.5, 0, 0).Single()[^1].Amount.ShouldBe(1500); // far faster than the limit allows for

        double Trough(Regimen regimen)
        {
            var seen = new Lanes[1];
            new KineticCourse(DrugLibrary.Vancomycin, patient with { Regimen = regimen, Measurements = [new(228, 0)] }).Run(new Lanes[3], seen);
            return seen[0][0];
        }
    }

    /// <summary>After a bolus the concentration c solves half·ln c + c = half·ln c₀ + c₀ − most/volume·t.</summary>
    [Fact]
    public void elimination_that_saturates_follows_its_implicit_solution()
    {
        var rates = SaturableDrug.Of(new KineticParameters { Clearance = 0, Volume = 50 }, 20 + 2 * Lanes.Numbers, 4);
        double[] times = [1, 5, 10, 20, 40];
        var found = SaturableDrug.Concentrations(rates, RegimenText.Read("1000 mg"), times, new(1e-10, 1e-12));
        for (var lane = 0; lane < Lanes.Count; lane++)
            for (var i = 0; i < times.Length; i++)
                (4 * Math.Log(found[lane][i]) + found[lane][i]).ShouldBe(4 * Math.Log(20) + 20 - (20 + 2 * lane) / 50.0 * times[i], 1e-7);
    }

    [Fact]
    public void far_below_saturation_it_is_the_linear_drug()
    {
        var linear = new DrugModel
        {
            Name = "linear", Source = "none", Compartments = 2, Covariance = new double[0, 0], Error = new(1, 0),
            Parameters = (_, _, _) => new() { Clearance = 5, Volume = 50, Exchange = 10, SecondVolume = 100, Absorption = 1 },
        };
        var regimen = RegimenText.Read("1 mg oral every 12 h x 3; 2 mg over 3 h at 6 h");
        double[] times = [1, 6, 7.5, 12, 30];
        var concentrations = new Lanes[times.Length];
        new KineticCourse(linear, new() { Regimen = regimen, Measurements = [.. times.Select(time => new Measurement(time, 0))] }).Run([], concentrations);
        var saturable = SaturableDrug.Of(new() { Clearance = 0, Volume = 50, Exchange = 10, SecondVolume = 100, Absorption = 1 }, 5e9, 1e9);
        var found = SaturableDrug.Concentrations(saturable, regimen, times, new(1e-10, 1e-13));
        for (var i = 0; i < times.Length; i++) found[2][i].ShouldBe(concentrations[i][0], 1e-8);
    }

    [Fact]
    public void a_tumours_answer_tells_how_long_its_bearer_lives()
    {
        var typical = TumourSurvival.Answer.Typical;
        typical.TimeToGrowth.ShouldBe(117.3308, 5e-5);
        (typical.At(56) / typical.SizeMm).ShouldBe(.7462693, 5e-8);
        TumourSurvival.MedianDays(typical, isAsian: false, hasSmoked: true).ShouldBe(363.25, 5e-3);
        TumourSurvival.MedianDays(typical, isAsian: true, hasSmoked: false).ShouldBe(650.72, 5e-3);
        TumourSurvival.Survival(363.25, typical, false, true).ShouldBe(.5, 1e-4);
    }

    [Fact]
    public void fluorouracil_one_week_in_four()
    {
        foreach (var (week, size) in new[] { (6, 73.2777), (12, 68.6486), (24, 58.7337), (40, 58.0985) })
            WeeklyExposure.Fluorouracil.Size(100, week, w => w % 4 == 0 ? 3.825 : 0).ShouldBe(size, 4e-6 * size);
    }
}
