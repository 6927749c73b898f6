using System.Text.Json;
using TwinGrid.Testbed;

namespace TwinGrid.Lab.Tests.Glucose;

public sealed class Uva_padova_is_simulated : IDisposable
{
    private readonly Lab _lab = new();

    [SkippableTheory, InlineData("1", 0.01), InlineData("10", 0.001), InlineData(null, 0.001)]
    public void every_reference_course_is_met(string? stepsPerMinute, double toleranceMgPerDl)
    {
        using var scenarios = JsonDocument.Parse(File.ReadAllText(SharedData.Path("reference", "uva-padova", "scenarios.json")));
        scenarios.RootElement.GetArrayLength().ShouldBeGreaterThan(0);
        foreach (var scenario in scenarios.RootElement.EnumerateArray())
        {
            var file = scenario.GetProperty("file").GetString()!;
            var day = _lab.Put("day.json", $$"""{"durationMin":1440,"sampleMin":5,"mealsG":{{scenario.GetProperty("meals_g")}},"bolusU":{{scenario.GetProperty("bolus_U")}}}""");
            string[] steps = stepsPerMinute is null ? [] : ["--steps-per-minute", stepsPerMinute];
            var seen = _lab.Table(["simulate", "uva-padova", "--parameters", Patients, "--patient", scenario.GetProperty("patient").GetString()!, "--scenario", day, .. steps]);
            seen.Names.ShouldBe(["t_min", "cgm_mgdl", "plasma_glucose_mgdl", "plasma_insulin_pmolL"]);
            var expected = ResultTable.Reference("uva-padova", file);
            seen["t_min"].ShouldBe(expected["t_min"]);
            foreach (var (column, tolerance) in new[] { ("cgm_mgdl", toleranceMgPerDl), ("plasma_glucose_mgdl", 2 * toleranceMgPerDl), ("plasma_insulin_pmolL", .1) })
                seen[column].Zip(expected[column], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(tolerance, $"{file} {column}");
            var course = expected["cgm_mgdl"];
            if (course.Max() > course[0] + 1) Array.IndexOf(seen["cgm_mgdl"], seen["cgm_mgdl"].Max()).ShouldBe(Array.IndexOf(course, course.Max()), file);
        }
    }

    private static string Patients => SharedData.Path("reference", "uva-padova", "vpatient_params.csv");

    public void Dispose() => _lab.Dispose();
}
