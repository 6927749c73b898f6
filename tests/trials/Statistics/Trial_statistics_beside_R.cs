using System.Globalization;
using TwinGrid.Trials.Statistics;
using TwinGrid.Testbed;

namespace TwinGrid.Trials.Tests.Statistics;

/// <summary>Beside R's survival package on two public data sets, exact powers, and published sequential limits.</summary>
public sealed class Trial_statistics_beside_R
{
    [SkippableFact]
    public void veterans_with_lung_cancer_survive_alike_under_both_treatments()
    {
        var rows = Read("data_veteran.csv");
        var curve = KaplanMeier.Of([.. rows.Select(Veteran)]);
        foreach (var (time, survival, error) in new[] { (30, .70043501, .03916199), (90, .46403796, .04279237), (180, .22241141, .03690821), (365, .09004511, .02647462) })
        {
            curve.At(time).Survival.ShouldBe(survival, 1e-8);
            curve.At(time).Error.ShouldBe(error, 1e-8);
        }
        var groups = rows.GroupBy(row => row["trt"]).OrderBy(group => group.Key).Select(group => group.Select(Veteran).ToArray()).ToArray();
        KaplanMeier.Of(groups[0]).Median().ShouldBe((103, 59, 132));
        KaplanMeier.Of(groups[1]).Median().ShouldBe((52.5, 44, 95));
        LogRank.Test(groups[0], groups[1]).ChiSquared.ShouldBe(.00823, 5e-6);

        SurvivalTime[] people = [.. rows.Select(Veteran)];
        double[][] covariates = [.. rows.Select(row => new[] { row["trt"], row["karno"], row["age"], row["prior"] })];
        var efron = CoxModel.Fit(people, covariates);
        ShouldBe(efron.Coefficients, [.193793440, -.034266017, -.004033165, -.006085693], 1e-6);
        ShouldBe(efron.Errors, [.186308750, .005253026, .009201991, .020270498], 1e-6);
        efron.LogLikelihoodNull.ShouldBe(-505.449055, 1e-5);
        efron.LogLikelihood.ShouldBe(-483.832540, 1e-5);
        ShouldBe(CoxModel.Fit(people, covariates, TiedEvents.Breslow).Coefficients, [.189699280, -.034054573, -.003931118, -.006139532], 1e-6);
    }

    [SkippableFact]
    public void women_with_lung_cancer_survive_longer()
    {
        var rows = Read("data_lung.csv");
        var groups = rows.GroupBy(row => row["sex"]).OrderBy(group => group.Key).Select(group => group.Select(Lung).ToArray()).ToArray();
        var test = LogRank.Test(groups[0], groups[1]);
        test.ChiSquared.ShouldBe(10.3, .05);
        ShouldBe(test.Observed, [112, 53], 0);
        ShouldBe(test.Expected, [91.6, 73.4], .05);
        test.P.ShouldBe(.0013, 2e-4);
        KaplanMeier.Of(groups[0]).Median().ShouldBe((270, 212, 310));
        KaplanMeier.Of(groups[1]).Median().ShouldBe((426, 348, 550));

        var known = rows.Where(row => double.IsFinite(row["ph.ecog"])).ToArray();
        known.Length.ShouldBe(227);
        var cox = CoxModel.Fit([.. known.Select(Lung)], [.. known.Select(row => new[] { row["sex"], row["age"], row["ph.ecog"] })]);
        ShouldBe(cox.Coefficients, [-.55261240, .01106676, .46372848], 1e-6);
    }

    [Fact]
    public void power_and_size_of_a_two_armed_trial()
    {
        Power.TTest(.5, 64).ShouldBe(.80146, 5e-6);
        Power.TTest(.5, 63).ShouldBe(.79517, 5e-6);
        Power.PerArm(.5, .8).ShouldBe(63.766, 5e-4);
        Power.PerArm(.5, .9).ShouldBe(85.031, 5e-4);
        foreach (var (ratio, eighty, ninety) in new[] { (.5, 65.35, 87.48), (.7, 246.79, 330.38), (.75, 379.35, 507.84), (.8, 630.52, 844.09) })
        {
            Power.Events(ratio, .8).ShouldBe(eighty, 5e-3);
            Power.Events(ratio, .9).ShouldBe(ninety, 5e-3);
        }
    }

    [Fact]
    public void limits_of_several_looks_are_the_published_ones_and_keep_the_error()
    {
        ShouldBe(SequentialBoundaries.OBrienFleming(2).Limits, [2.797, 1.977], 1e-3);
        ShouldBe(SequentialBoundaries.OBrienFleming(3).Limits, [3.471, 2.454, 2.004], 1e-3);
        ShouldBe(SequentialBoundaries.Pocock(2).Limits, [2.178, 2.178], 1e-3);
        ShouldBe(SequentialBoundaries.Pocock(3).Limits, [2.289, 2.289, 2.289], 1e-3);
        ShouldBe(SequentialBoundaries.Pocock(1).Limits, [1.959964], 1e-6);
        var looks = SequentialBoundaries.OBrienFleming(5);
        looks.StopsAt().Sum().ShouldBe(.05, 1e-8);
        looks.StopsAt(drift: 3.24).Sum().ShouldBeInRange(.88, .9);
    }

    [Fact]
    public void what_cannot_be_compared_is_said()
    {
        Should.Throw<ArgumentException>(() => Ancova.Fit([1, 2, 3], [true, true, true])).Message.ShouldStartWith("Both groups need somebody.");
        Should.Throw<ArgumentException>(() => CoxModel.Fit([new(1, false), new(2, false)], [[1], [2]])).Message.ShouldStartWith("Nobody had the event.");
        Should.Throw<ArithmeticException>(() => CoxModel.Fit([new(1, true), new(2, true), new(3, false), new(4, false)], [[1, 2], [1, 2], [0, 0], [0, 0]]));
        Should.Throw<ArgumentException>(() => LogRank.Test(new SurvivalTime[] { new(1, true) })).Message.ShouldStartWith("Two groups or more");
    }

    private static SurvivalTime Veteran(Dictionary<string, double> row) => new(row["time"], row["status"] == 1);

    private static SurvivalTime Lung(Dictionary<string, double> row) => new(row["time"], row["status"] == 2);

    private static Dictionary<string, double>[] Read(string file)
    {
        var lines = File.ReadAllLines(SharedData.Path("reference", "pharmacology", file));
        var header = lines[0].Split(',');
        return [.. lines[1..].Select(line => line.Split(',').Select((cell, i) =>
            (header[i], Value: double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN)).ToDictionary(cell => cell.Item1, cell => cell.Value, StringComparer.Ordinal))];
    }

    private static void ShouldBe(IEnumerable<double> found, double[] expected, double tolerance)
    {
        double[] numbers = [.. found];
        numbers.Length.ShouldBe(expected.Length);
        for (var i = 0; i < expected.Length; i++) numbers[i].ShouldBe(expected[i], tolerance, $"number {i}");
    }
}
