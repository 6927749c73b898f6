using System.Text.Json;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Physiology.Solvers;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.Metabolism;

public sealed class UvaPadova_beside_the_published_implementation
{
    [SkippableTheory, InlineData(1, 0.01), InlineData(10, 0.001)]
    public void every_reference_course_is_met(int stepsPerMinute, double toleranceMgPerDl)
    {
        var patients = ReferenceTable.PublishedPatients();
        var scenarios = JsonDocument.Parse(File.ReadAllText(SharedData.Path("reference", "uva-padova", "scenarios.json"))).RootElement.EnumerateArray().ToArray();
        scenarios.ShouldNotBeEmpty();
        foreach (var scenario in scenarios)
        {
            var file = scenario.GetProperty("file").GetString()!;
            var expected = ReferenceTable.Read("uva-padova", file);
            var seen = VirtualPerson.Simulate(patients[scenario.GetProperty("patient").GetString()!], ScenarioOf(scenario), stepsPerMinute);
            var sensor = seen.Select(s => s.SensorGlucose).ToArray();
            WorstDifference(sensor, expected["cgm_mgdl"]).ShouldBeLessThan(toleranceMgPerDl, file);
            WorstDifference(seen.Select(s => s.PlasmaGlucose), expected["plasma_glucose_mgdl"]).ShouldBeLessThan(toleranceMgPerDl * 2, file);
            WorstDifference(seen.Select(s => s.PlasmaInsulin), expected["plasma_insulin_pmolL"]).ShouldBeLessThan(0.1, file);
            var course = expected["cgm_mgdl"];
            if (course.Max() > course[0] + 1) Array.IndexOf(sensor, sensor.Max()).ShouldBe(Array.IndexOf(course, course.Max()), file);
            if (course.Min() < course[0] - 1) Array.IndexOf(sensor, sensor.Min()).ShouldBe(Array.IndexOf(course, course.Min()), file);
        }
    }

    [SkippableFact]
    public void basal_insulin_alone_holds_all_thirty_patients_for_a_day()
    {
        var patients = ReferenceTable.PublishedPatients();
        patients.Count.ShouldBe(30);
        foreach (var (name, patient) in patients)
            VirtualPerson.Simulate(patient, new() { DurationMin = 1440 }).Max(s => Math.Abs(s.SensorGlucose - patient.Gb)).ShouldBeLessThan(1e-6, name);
    }

    /// <summary>One meal; one begun while the one before is still eaten; one while the one before is still digested.</summary>
    [SkippableTheory, InlineData(0, 0), InlineData(5, 30), InlineData(90, 45)]
    public void no_carbohydrate_is_lost_between_mouth_and_plasma(int secondMinute, double secondG)
    {
        var patient = ReferenceTable.PublishedPatients()["adult#003"];
        var p = patient.ToParameters();
        var y = patient.ToBasalState();
        var eating = new Eating();
        eating.Begin(60_000);
        double eaten = 0, absorbed = 0;
        const int StepsPerMinute = 10;
        for (var minute = 0; minute < 600; minute++)
        {
            if (minute == secondMinute && secondG > 0) eating.Begin(secondG * 1000);
            var rate = eating.Eat(1, (y.Qsto1 + y.Qsto2)[0]);
            eaten += rate;
            var inputs = new MetabolicInputs { Eating = rate, Insulin = patient.BasalInsulin, PerMeal = 1 / eating.MealMg };
            for (var step = 0; step < StepsPerMinute; step++)
            {
                var before = y.Qgut[0];
                RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref y, in p, in inputs, 0.5 / StepsPerMinute);
                var halfway = y.Qgut[0];
                RungeKutta4.Advance<UvaPadova, UvaPadova.State, UvaPadova.Parameters, MetabolicInputs>(ref y, in p, in inputs, 0.5 / StepsPerMinute);
                absorbed += patient.kabs * (before + 4 * halfway + y.Qgut[0]) / 6 / StepsPerMinute;
            }
        }
        eaten.ShouldBe(60_000 + secondG * 1000, 1e-6);
        ((absorbed + (y.Qsto1 + y.Qsto2 + y.Qgut)[0]) / eaten).ShouldBe(1, 1e-6);
    }

    private static MealScenario ScenarioOf(JsonElement scenario) => new()
    {
        DurationMin = 1440,
        MealsG = ByMinute(scenario.GetProperty("meals_g")),
        BolusU = ByMinute(scenario.GetProperty("bolus_U")),
        BasalUPerMin = scenario.GetProperty("basal_U_per_min").GetDouble(),
    };

    private static Dictionary<int, double> ByMinute(JsonElement doses) =>
        doses.EnumerateObject().ToDictionary(dose => int.Parse(dose.Name), dose => dose.Value.GetDouble());

    private static double WorstDifference(IEnumerable<double> seen, double[] expected)
    {
        var values = seen.ToArray();
        values.Length.ShouldBe(expected.Length);
        return values.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
    }
}
