using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Physiology.Tests.Metabolism;

public sealed class DallaMan2007_beside_an_independent_implementation
{
    private static readonly MealScenario Meal = new() { DurationMin = 420, MealsG = new Dictionary<int, double> { [0] = 78 } };

    [SkippableFact]
    public void the_healthy_course_is_met() => Compare(DallaManPerson.Healthy, "normal_meal78g.csv");

    [SkippableFact]
    public void the_type_2_course_is_met() => Compare(DallaManPerson.Type2, "t2d_meal78g.csv");

    [Fact]
    public void without_meals_both_stay_where_they_are_for_a_day()
    {
        foreach (var person in new[] { DallaManPerson.Healthy, DallaManPerson.Type2 })
            VirtualPerson.Simulate(person, new() { DurationMin = 1440 }).Max(s => Math.Abs(s.SensorGlucose - person.Gb)).ShouldBeLessThan(1e-6);
    }

    private static void Compare(DallaManPerson person, string file)
    {
        var expected = ReferenceTable.Read("dalla-man-2007", file);
        var seen = VirtualPerson.Simulate(person, Meal);
        seen.Count.ShouldBe(expected["glucose_mgdl"].Length);
        for (var i = 0; i < seen.Count; i++)
        {
            seen[i].PlasmaGlucose.ShouldBe(expected["glucose_mgdl"][i], 0.05, $"glucose at minute {seen[i].Minute}");
            seen[i].PlasmaInsulin.ShouldBe(expected["insulin_pmolL"][i], 0.1, $"insulin at minute {seen[i].Minute}");
        }
    }
}
