using TwinGrid.Testbed;

namespace TwinGrid.Lab.Tests.Forecasts;

public sealed class Forecasters_are_scored_by_the_protocol : IDisposable
{
    private readonly Lab _lab = new();

    [SkippableTheory]
    [InlineData("hall2018_cgm.csv", "ID", "linear", 14.26, 7.41)]
    [InlineData("hall2018_cgm.csv", "ID", "persistence", 15.89, 7.55)]
    [InlineData("hall2018_cgm.csv", "OOD", "linear", 13.24, 7.26)]
    [InlineData("hall2018_cgm.csv", "OOD", "persistence", 14.84, 7.10)]
    [InlineData("dubosson2018_cgm_hr_activity.csv", "ID", "linear", 24.76, 12.26)]
    [InlineData("dubosson2018_cgm_hr_activity.csv", "ID", "persistence", 32.90, 15.44)]
    [InlineData("dubosson2018_cgm_hr_activity.csv", "OOD", "linear", 26.25, 15.75)]
    [InlineData("dubosson2018_cgm_hr_activity.csv", "OOD", "persistence", 36.81, 19.76)]
    public void baselines_are_those_measured_elsewhere(string file, string split, string model, double meanWindow, double medianWindow)
    {
        var scores = Scores.Of(_lab, SharedData.Path("reference", "cgm", file), "--baselines");
        scores[split, model, "meanWindowRmse"].ShouldBe(meanWindow, .05);
        scores[split, model, "medianWindowRmse"].ShouldBe(medianWindow, .1);
    }

    [SkippableFact]
    public void people_with_type_1_diabetes_are_foreseen_better_than_by_any_published_model()
    {
        var scores = Scores.Of(_lab, SharedData.Path("reference", "cgm", "dubosson2018_cgm_hr_activity.csv"));
        scores.DataSet.GetProperty("filterAssumes").GetString().ShouldBe("type1");
        scores["ID", "twingrid", "meanWindowRmse"].ShouldBeLessThan(24.7);
        ShouldBeHonest(scores);
    }

    [SkippableFact]
    public void people_without_diabetes_are_foreseen_better_than_by_the_best_linear_model()
    {
        var scores = Scores.Of(_lab, SharedData.Path("reference", "cgm", "hall2018_cgm.csv"), "--splits", "1");
        scores["ID", "twingrid", "meanWindowRmse"].ShouldBeLessThan(.97 * scores["ID", "linear", "meanWindowRmse"]);
        ShouldBeHonest(scores);
    }

    /// <summary>Strangers fare no worse than by a straight line, and nine truths of ten lie within nine tenths.</summary>
    private static void ShouldBeHonest(Scores scores)
    {
        scores["OOD", "twingrid", "meanWindowRmse"].ShouldBeLessThanOrEqualTo(scores["OOD", "linear", "meanWindowRmse"]);
        scores["ID", "twingrid", "coverage90"].ShouldBeInRange(.85, .95);
        scores["OOD", "twingrid", "coverage90"].ShouldBeInRange(.85, .95);
        foreach (var split in new[] { "ID", "OOD" })
            scores[split, "twingrid-elsewhere", "meanWindowRmse"].ShouldBeLessThan(1.3 * scores[split, "persistence", "meanWindowRmse"]); // it does not diverge on people it never met
    }

    public void Dispose() => _lab.Dispose();
}
