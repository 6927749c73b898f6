using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Neutropenia;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tests.Metabolism;

namespace TwinGrid.Physiology.Tests.Neutropenia;

public sealed class Counts_are_foreseen
{
    private static readonly Covariates Man = Covariates.Of(("FEMALE", 0), ("ECOG_GE1", 0), ("PRIOR", 0), ("AAG", 1.34), ("BSA", 1.8));

    private static readonly Myelotoxicity Docetaxel = DrugLibrary.Find("docetaxel").Cells[0];

    private static readonly Regimen ThreeWeekly = RegimenText.Read("180 mg over 1 h every 21 d x 4");

    /// <summary>Beside mrgsolve at rtol 1e-12: the same equations and parameters, 180 mg over 1 h every 21 days, records every 6 h.</summary>
    [SkippableFact]
    public void the_typical_course_is_that_of_the_reference()
    {
        var table = ReferenceTable.Read("pharmacology", "ref_fri_typical.csv");
        var person = new NeutropeniaPerson();
        var model = Docetaxel with
        {
            Covariance = new double[0, 0], MolarMass = 807.88,
            Kinetics = Docetaxel.Kinetics with
            {
                Covariance = new double[0, 0],
                Parameters = (_, _, _) => new()
                {
                    Clearance = person.Clearance, Volume = person.Volume, Exchange = person.K12 * person.Volume, SecondVolume = person.K12 * person.Volume / person.K21,
                    ThirdExchange = person.K13 * person.Volume, ThirdVolume = person.K13 * person.Volume / person.K31,
                },
            },
            Parameters = (_, _) => new() { Rest = person.CellsAtRest, Transit = person.MeanTransitTime, Feedback = person.Feedback, Slope = person.Slope },
        };
        var found = Run(model, ThreeWeekly, Man, table["time"]);
        for (var k = 0; k < found.Length; k++) found[k][6].ShouldBe(table["ANC"][k], 1e-6 * table["ANC"][k], $"at {table["time"][k]} h");
    }

    /// <summary>Kloft 2006: each covariate moves the count at rest by its published share, and alpha-1 acid glycoprotein the slope.</summary>
    [Fact]
    public void covariates_move_docetaxels_counts_as_published()
    {
        var rest = 5.21965;
        AtRest(Man).ShouldBe(rest, 1e-9);
        AtRest(With("FEMALE", 1)).ShouldBe(rest * (1 - .121451), 1e-9);
        AtRest(With("ECOG_GE1", 1)).ShouldBe(rest * 1.130406, 1e-9);
        AtRest(With("PRIOR", 1)).ShouldBe(rest * (1 - .146837), 1e-9);
        AtRest(With("AAG", .84)).ShouldBe(rest * (1 - .5 * .174677), 1e-9);
        AtRest(With("AAG", 1.84)).ShouldBe(rest * (1 + .5 * .494618), 1e-9);
        Docetaxel.Parameters(new Lanes[3], With("AAG", 1.84)).Slope[0].ShouldBe(15.5711 * (1 - .5 * .350693), 1e-9);
        Should.Throw<MissingCovariateException>(() => AtRest(Covariates.Of(("FEMALE", 0)))).Covariate.ShouldBe("ECOG_GE1");
    }

    [Fact]
    public void leucocytes_under_paclitaxel_and_fluorouracil_fall_and_come_back()
    {
        double[] days = [.. Enumerable.Range(0, 60).Select(day => 24.0 * day)];
        var paclitaxel = Run(DrugLibrary.Find("paclitaxel").Cells[0], RegimenText.Read("315 mg over 3 h"), Man, days).Select(count => count[0]).ToArray();
        (paclitaxel.Min(), Array.IndexOf(paclitaxel, paclitaxel.Min())).ShouldSatisfyAllConditions(nadir => nadir.Item1.ShouldBeInRange(1.5, 3.5), nadir => nadir.Item2.ShouldBeInRange(7, 13));
        paclitaxel[^1].ShouldBe(7.21, .25);
        var fluorouracil = Run(DrugLibrary.Find("fluorouracil").Cells[0], RegimenText.Read("9750 mg over 120 h"), Normal(Man), days).Select(count => count[0]).ToArray();
        fluorouracil.Min().ShouldBeInRange(3.5, 6.5);
    }

    [Fact]
    public void counts_make_the_cells_a_patients_own()
    {
        Lanes[] truth = [.1, -.05, -.25, .1, .5];
        double[] days = [24, 5 * 24, 8 * 24, 11 * 24, 15 * 24, 20 * 24];
        var true_ = Run(Docetaxel, ThreeWeekly, Man, days, truth);
        CellCount[] counts = [.. days.Select((time, k) => new CellCount(time, true_[k][0]))];
        var found = CellCourse.Fit(Docetaxel, ThreeWeekly, Man, counts);
        found.Effects[2].ShouldBeInRange(-.25, -.1); // counts without an error still leave something to the population
        found.Effects[4].ShouldBeInRange(.15, .55);
        for (var i = 0; i < 5; i++) found.Covariance[i, i].ShouldBeLessThanOrEqualTo((i < 2 ? Docetaxel.Kinetics.Covariance[i, i] : Docetaxel.Covariance[i - 2, i - 2]) * (1 + 1e-9));
        found.Covariance[4, 4].ShouldBeLessThan(.6 * .128412);

        // Nothing near is more probable.
        for (var i = 0; i < 5; i++)
            foreach (var apart in new[] { -.01, .01 })
            {
                double[] near = [.. found.Effects];
                near[i] += apart;
                Objective(near).ShouldBeGreaterThan(Objective([.. found.Effects]), $"effect {i} moved by {apart}");
            }

        // Next cycle's nadir is foreseen better than by the population.
        double[] next = [.. Enumerable.Range(0, 43).Select(i => 21 * 24 + 12.0 * i)];
        double Nadir(params Lanes[] effects) => Run(Docetaxel, ThreeWeekly, Man, next, effects).Min(count => count[0]);
        var real = Nadir(truth);
        Math.Abs(Math.Log(Nadir([.. found.Effects.Select(effect => (Lanes)effect)]) / real)).ShouldBeLessThan(.35 * Math.Abs(Math.Log(Nadir(new Lanes[5]) / real)));

        double Objective(double[] effects)
        {
            var course = Run(Docetaxel, ThreeWeekly, Man, days, [.. effects.Select(effect => (Lanes)effect)]);
            var variance = .424093 * .424093;
            return counts.Select((count, k) => Math.Pow(Math.Log(count.Cells) - Math.Log(course[k][0]), 2) / variance).Sum()
                + effects[0] * effects[0] / .1478 + effects[1] * effects[1] / .0673 + effects[2] * effects[2] / .0639703 + effects[3] * effects[3] / .0191785 + effects[4] * effects[4] / .128412;
        }
    }

    [Fact]
    public void draws_spread_as_the_estimate_says()
    {
        var found = CellCourse.Fit(Docetaxel, ThreeWeekly, Man, [new(8 * 24, .4), new(15 * 24, 3)]);
        const int Draws = 20_000;
        var (sums, products) = (new double[5], new double[5, 5]);
        var effects = new Lanes[5];
        for (var first = 0; first < Draws; first += Lanes.Count)
        {
            found.Draw(new(7), first, effects);
            for (var lane = 0; lane < Lanes.Count; lane++)
                for (var i = 0; i < 5; i++)
                {
                    sums[i] += effects[i][lane] / Draws;
                    for (var j = 0; j < 5; j++) products[i, j] += (effects[i][lane] - found.Effects[i]) * (effects[j][lane] - found.Effects[j]) / Draws;
                }
        }
        for (var i = 0; i < 5; i++)
        {
            sums[i].ShouldBe(found.Effects[i], 5 * Math.Sqrt(found.Covariance[i, i] / Draws));
            for (var j = 0; j < 5; j++) products[i, j].ShouldBe(found.Covariance[i, j], 6 * Math.Sqrt(found.Covariance[i, i] * found.Covariance[j, j] / Draws));
        }
    }

    [Theory]
    [InlineData("180 mg oral", 24, 3, "Blood cells are followed under doses into the blood, not swallowed ones.")]
    [InlineData("180 mg steady every 21 d", 24, 3, "Blood cells are followed from the first dose on: a steady state from before is not possible.")]
    [InlineData("180 mg over 1 h", 24, 0, "The count 0·10⁹/L at 24 h must be above 0; below what is measured, give the limit.")]
    public void what_cannot_be_followed_is_said(string regimen, double time, double cells, string reason) =>
        Should.Throw<ArgumentException>(() => CellCourse.Fit(Docetaxel, RegimenText.Read(regimen), Man, [new(time, cells)])).Message.ShouldStartWith(reason);

    private static Lanes[] Run(Myelotoxicity model, Regimen regimen, Covariates patient, double[] times, Lanes[]? effects = null)
    {
        var counts = new Lanes[times.Length];
        new CellCourse(model, regimen, patient, times).Run(effects ?? new Lanes[model.Effects], counts);
        return counts;
    }

    private static double AtRest(Covariates patient) => Docetaxel.Parameters(new Lanes[3], patient).Rest[0];

    private static Covariates With(string name, double value) => Man with { Values = new Dictionary<string, double>(Man.Values, StringComparer.Ordinal) { [name] = value } };

    private static Covariates Normal(Covariates patient) =>
        patient with { Values = new Dictionary<string, double>(patient.Values, StringComparer.Ordinal) { ["BSA"] = 1.95 }, Genes = new Dictionary<string, GeneStatus>(StringComparer.Ordinal) { ["DPYD"] = new("NM") } };
}
