using System.Globalization;
using System.Text.Json;

namespace TwinGrid.Lab.Tests.Calibrations;

public sealed class A_day_is_calibrated : IDisposable
{
    private const string ThreeMeals = """{"durationMin": 1440, "mealsG": {"420": 45, "720": 70, "1080": 80}, "bolusU": {"420": 5, "720": 8, "1080": 9}}""";

    private readonly Lab _lab = new();

    [Fact]
    public void the_parameters_that_made_the_day_are_found()
    {
        var patients = Anna.Patients.Replace("0.04582", "0.06", StringComparison.Ordinal).Replace("0.037084", "0.033", StringComparison.Ordinal);
        var report = Calibrate(ThreeMeals, Measured(ThreeMeals, patients));
        report.GetProperty("samples").GetInt32().ShouldBe(289);
        report.GetProperty("missing").GetInt32().ShouldBe(0);
        report.GetProperty("rmseMgPerDl").GetDouble().ShouldBeLessThan(report.GetProperty("rmseBeforeMgPerDl").GetDouble() / 3);
        var parameters = report.GetProperty("parameters").EnumerateArray().ToArray();
        foreach (var (name, made) in new[] { ("insulin sensitivity", .06), ("gastric emptying", .033) })
        {
            var found = parameters.Single(parameter => parameter.GetProperty("name").GetString() == name);
            found.GetProperty("identified").GetBoolean().ShouldBeTrue(name);
            var interval = found.GetProperty("posterior").GetProperty("interval90");
            made.ShouldBeInRange(interval[0].GetDouble(), interval[1].GetDouble(), name);
            found.GetProperty("posterior").GetProperty("logSd").GetDouble().ShouldBeLessThan(found.GetProperty("prior").GetProperty("logSd").GetDouble());
        }
    }

    [Fact]
    public void what_a_day_without_meals_cannot_tell_is_said()
    {
        const string Fasting = """{"durationMin": 1440, "bolusU": {"60": 2, "600": 3}}""";
        var report = Calibrate(Fasting, Measured(Fasting, Anna.Patients));
        var emptying = report.GetProperty("parameters").EnumerateArray().Single(parameter => parameter.GetProperty("name").GetString() == "gastric emptying");
        emptying.GetProperty("identified").GetBoolean().ShouldBeFalse();
        emptying.GetProperty("says").GetString()!.ShouldContain("stands at its prior");
        emptying.GetProperty("posterior").GetProperty("value").GetDouble().ShouldBe(emptying.GetProperty("prior").GetProperty("value").GetDouble(), 1e-6);
    }

    [Fact]
    public void missing_values_are_counted_and_no_obstacle()
    {
        var lines = Measured(ThreeMeals, Anna.Patients).Split('\n');
        for (var i = 100; i < 130; i++) lines[i] = $"{lines[i].Split(',')[0]},";
        var report = Calibrate(ThreeMeals, string.Join('\n', lines.Where((_, i) => i is < 200 or >= 210)));
        report.GetProperty("missing").GetInt32().ShouldBe(40);
        report.GetProperty("rmseMgPerDl").GetDouble().ShouldBeLessThan(1);
    }

    private string Measured(string scenario, string patients)
    {
        var seen = _lab.Table("simulate", "uva-padova", "--parameters", _lab.Put("patients.csv", patients), "--patient", Anna.Name, "--scenario", _lab.Put("day.json", scenario));
        return "t_min,cgm_mgdl\n" + string.Concat(seen["t_min"].Zip(seen["cgm_mgdl"], (minute, glucose) => string.Create(CultureInfo.InvariantCulture, $"{minute},{glucose:0.0}\n")));
    }

    private JsonElement Calibrate(string scenario, string cgm)
    {
        _lab.Run("calibrate", "--cgm", _lab.Put("cgm.csv", cgm), "--scenario", _lab.Put("day.json", scenario), "--population", "adult", "--out", _lab.At("found.json")).ShouldBe(0, _lab.Errors);
        return JsonDocument.Parse(File.ReadAllText(_lab.At("found.json"))).RootElement;
    }

    public void Dispose() => _lab.Dispose();
}
