using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Pharmacokinetics;
using TwinGrid.Physiology.Tumours;

namespace TwinGrid.Physiology.Tests.Tumours;

public sealed class Tumours_answer
{
    private static readonly Covariates Anybody = Covariates.Of();

    private static readonly TumourResponse Breast = DrugLibrary.Find("docetaxel").Tumours[0];

    private static readonly Regimen ThreeWeekly = RegimenText.Read("135 mg over 1 h every 21 d x 6");

    /// <summary>Bruno 2012: the closed form is the solution of the published equations, stepped here by fourth order in thousandths of a day.</summary>
    [Fact]
    public void a_tumour_under_docetaxel_follows_its_equations()
    {
        double[] weeks = [1, 3, 6, 12, 18, 30];
        var found = Sizes(Breast, ThreeWeekly, weeks, 80);
        var (depot, size, step, next) = (0.0, 80.0, 1.0 / 7000, 0);
        for (var i = 0; i <= 30 * 7000; i++)
        {
            var week = i * step;
            if (i % 21_000 == 0 && i < 6 * 21_000) depot += 135;
            if (next < weeks.Length && Math.Abs(week - weeks[next]) < step / 2)
            {
                found[next].ShouldBe(size, 1e-8 * size, $"week {week}");
                next++;
            }
            double Rate(double from, double leaves) => .00437 - .00128 * .1 * leaves * Math.Exp(-.0450 * from);
            // The depot is exact within a step; growth by Simpson's rule.
            var (half, whole) = (depot * Math.Exp(-.1 * step / 2), depot * Math.Exp(-.1 * step));
            size *= Math.Exp(step / 6 * (Rate(week, depot) + 4 * Rate(week + step / 2, half) + Rate(week + step, whole)));
            depot = whole;
        }
        next.ShouldBe(weeks.Length);
    }

    /// <summary>Claret 2009, 3.825 g in the first week of every four, 100 mm: the reference's sizes.</summary>
    [Fact]
    public void a_tumour_under_fluorouracil_has_the_sizes_of_the_reference()
    {
        var found = Sizes(DrugLibrary.Find("fluorouracil").Tumours[0], RegimenText.Read("765 mg every 1 d x 5; 765 mg at 28 d every 1 d x 5; 765 mg at 56 d every 1 d x 5; 3825 mg at 84 d every 28 d x 7"), [6, 12, 24, 40], 100);
        foreach (var (size, expected) in found.Zip([73.2777, 68.6486, 58.7337, 58.0985])) size.ShouldBe(expected, 4e-6 * expected);
    }

    /// <summary>Zecchin 2016: growth and kill are constant within a cycle, so the size is an exponential of both.</summary>
    [Fact]
    public void a_tumour_under_carboplatin_shrinks_by_the_area_under_the_concentration()
    {
        var response = DrugLibrary.Find("carboplatin").Tumours[0];
        var sizes = new Lanes[2];
        new TumourCourse(response, RegimenText.Read("600 mg every 21 d x 2"), Anybody, [24 * 42, 24 * 63], double.NaN, 1 / 8.38).Run(new Lanes[3], sizes);
        var kill = .0000497 * 600 / 8.38;
        sizes[0][0].ShouldBe(71.3 * Math.Exp((.000611 - kill) * 42), 1e-9);
        sizes[1][0].ShouldBe(71.3 * Math.Exp(.000611 * 63 - kill * 49), 1e-9); // 28 days after the last dose its exposure ends
    }

    [Fact]
    public void scans_make_a_tumour_a_patients_own()
    {
        double[] days = [-7, 42, 84, 126];
        var truth = new Lanes[] { .4, .9 };
        var sizes = new Lanes[4];
        new TumourCourse(Breast, ThreeWeekly, Anybody, [.. days.Select(day => 24 * day)], 80).Run(truth, sizes);
        var found = TumourCourse.Fit(Breast, ThreeWeekly, Anybody, [.. days.Select((day, k) => new TumourScan(24 * day, k == 0 ? 80 : sizes[k][0]))]);
        found.StartMm.ShouldBe(80);
        found.Compared.Count.ShouldBe(3);
        found.Found.Effects[1].ShouldBe(.9, .25);
        found.Found.Covariance[1, 1].ShouldBeLessThan(.3 * 1.31);
        found.Found.Covariance[0, 0].ShouldBeLessThan(1.60);

        // Nothing near is more probable.
        double Objective(double growth, double kill)
        {
            var y = new Lanes[3];
            new TumourCourse(Breast, ThreeWeekly, Anybody, [.. days[1..].Select(day => 24 * day)], 80).Run([growth, kill], y);
            return Enumerable.Range(0, 3).Sum(k => Math.Pow(y[k][0] - sizes[k + 1][0], 2) / 112) + growth * growth / 1.60 + kill * kill / 1.31;
        }
        var (g, d) = (found.Found.Effects[0], found.Found.Effects[1]);
        foreach (var (dg, dd) in new[] { (.01, 0.0), (-.01, 0), (0, .01), (0, -.01) }) Objective(g + dg, d + dd).ShouldBeGreaterThan(Objective(g, d));
    }

    [Theory]
    [InlineData("", "A scan before treatment is needed")]
    [InlineData("0:80 0:70", "Scans must rise in time; 0 h follows 0 h.")]
    [InlineData("0:80 900:-1", "The scan at 900 h has the sum -1 mm")]
    public void scans_that_cannot_be_used_are_named(string scans, string reason) => Should.Throw<ArgumentException>(() => TumourCourse.Fit(Breast, ThreeWeekly, Anybody,
        [.. scans.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scan => scan.Split(':')).Select(scan => new TumourScan(double.Parse(scan[0], System.Globalization.CultureInfo.InvariantCulture), double.Parse(scan[1], System.Globalization.CultureInfo.InvariantCulture)))])).Message.ShouldStartWith(reason);

    /// <summary>
    /// Bruno 2012, results: 11.8 months where the tumour grew by .30 in six weeks, 19.3 (17.3 to 21.6) where it shrank by .30 (75 mm, ECOG 0, more than one site, the later study);
    /// with the coefficients as the table rounds them 19.1.
    /// </summary>
    [Fact]
    public void survival_follows_the_tumours_answer_as_published()
    {
        var known = new Dictionary<string, double>(StringComparer.Ordinal) { ["MANY_SITES"] = 1 };
        (Breast.Survival!.MedianDays(75, .30, known) / (365.25 / 12)).ShouldBe(11.8, .1);
        (Breast.Survival.MedianDays(75, -.30, known) / (365.25 / 12)).ShouldBe(19.3, .25);
        Breast.Survival.Survival(Breast.Survival.MedianDays(75, 0, known), 75, 0, known).ShouldBe(.5, 1e-9);
    }

    [Fact]
    public void target_lesions_add_up_and_are_judged()
    {
        Recist.Sum([new("liver", 32), new("liver", 18), new("axilla", 16, IsNode: true)], isBaseline: true).ShouldBe(66);
        Should.Throw<ArgumentException>(() => Recist.Sum([new("liver", 9)], isBaseline: true)).Message.ShouldStartWith("The lesion in 'liver' measures 9 mm; a target has 10 mm or more at the start.");
        Should.Throw<ArgumentException>(() => Recist.Sum([new("liver", 20), new("Liver", 20), new("liver", 20)], isBaseline: true)).Message.ShouldStartWith("There are 3 target lesions of 'liver'; there may be 2.");
        Recist.Answer(100, 100, 70).ShouldBe(TumourAnswer.Partial);
        Recist.Answer(100, 100, 71).ShouldBe(TumourAnswer.Stable);
        Recist.Answer(100, 50, 60).ShouldBe(TumourAnswer.Progressive);
        Recist.Answer(100, 20, 24.5).ShouldBe(TumourAnswer.Partial); // a fifth more, but not 5 mm
        Recist.Answer(100, 50, 0).ShouldBe(TumourAnswer.Complete);
        Recist.Answer(100, 50, 8, nodesMm: 8).ShouldBe(TumourAnswer.Complete);
    }

    /// <summary>Simeoni 2004: small tumours grow by a share, large ones by an amount.</summary>
    [Fact]
    public void a_tumour_in_a_mouse_grows_by_a_share_and_then_by_an_amount()
    {
        var untreated = Simeoni.Weights(new(), .055, LinearKinetics.One(1), 1, [], [5, 60, 61], new(1e-10, 1e-12));
        untreated[0].ShouldBe(.055 * Math.Exp(.273 * 5), 1e-8);
        (untreated[2] - untreated[1]).ShouldBe(.814, 1e-8);
    }

    /// <summary>While the tumour is small a treatment delays it by potency · area / growth (Magni, Simeoni, Poggesi, et al., Math Biosci 200:127, 2006).</summary>
    [Fact]
    public void a_treated_mouse_is_behind_by_the_area_over_the_growth()
    {
        // Paclitaxel in mice: .868, .006 and .0838 per hour, .81 L/kg; 30 mg/kg are 30,000/.81 ng/mL.
        var kinetics = LinearKinetics.Two(.868 * 24, .006 * 24, .0838 * 24);
        const double Start = 1e-6, PerVolume = 1000 / .81;
        var treated = Simeoni.Weights(new(), Start, kinetics, PerVolume, [(1, 30), (5, 30)], [40], new(1e-11, 1e-18))[0];
        var delay = 40 - Math.Log(treated / Start) / .273;
        delay.ShouldBe(.000629 * 2 * 30 * PerVolume / (.868 * 24) / .273, 1e-3);
    }

    private static double[] Sizes(TumourResponse model, Regimen regimen, double[] weeks, double baseMm)
    {
        var sizes = new Lanes[weeks.Length];
        new TumourCourse(model, regimen, Anybody, [.. weeks.Select(week => week * 168)], baseMm).Run(new Lanes[model.Covariance.GetLength(0)], sizes);
        return [.. sizes.Select(size => size[4])];
    }
}
