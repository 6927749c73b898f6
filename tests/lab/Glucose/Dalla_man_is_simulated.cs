namespace TwinGrid.Lab.Tests.Glucose;

public sealed class Dalla_man_is_simulated : IDisposable
{
    private readonly Lab _lab = new();

    [SkippableTheory, InlineData("normal"), InlineData("t2d")]
    public void the_reference_course_is_met(string population)
    {
        var expected = ResultTable.Reference("dalla-man-2007", $"{population}_meal78g.csv");
        var seen = _lab.Table("simulate", "dalla-man", "--population", population, "--scenario", _lab.Put("meal.json", """{"durationMin": 420, "mealsG": {"0": 78}}"""));
        seen.Names.ShouldBe(["t_min", "glucose_mgdl", "insulin_pmolL"]);
        seen["t_min"].ShouldBe(expected["t_min"]);
        seen["glucose_mgdl"].Zip(expected["glucose_mgdl"], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(.005);
        seen["insulin_pmolL"].Zip(expected["insulin_pmolL"], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(.005);
    }

    [Fact]
    public void a_healthy_person_is_back_before_one_with_type_2()
    {
        var meal = _lab.Put("meal.json", """{"durationMin": 240, "sampleMin": 30, "mealsG": {"0": 75}}""");
        var (healthy, type2) = (Glucose("normal"), Glucose("t2d"));
        (healthy[^1] - healthy[0]).ShouldBeLessThan(10);
        (type2[^1] - type2[0]).ShouldBeGreaterThan(15);

        double[] Glucose(string population) => _lab.Table("simulate", "dalla-man", "--population", population, "--scenario", meal)["glucose_mgdl"];
    }

    public void Dispose() => _lab.Dispose();
}
