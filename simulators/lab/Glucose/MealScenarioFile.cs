using System.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Glucose;

/// <summary>Reads meals and insulin from a JSON file.</summary>
internal static class MealScenarioFile
{
    /// <summary>What such a file looks like.</summary>
    public const string Help =
        """
        The scenario file, e.g. {"durationMin": 1440, "sampleMin": 5, "mealsG": {"60": 60}, "bolusU": {"60": 6.0}}:
          durationMin    how long, min; must be given
          sampleMin      a row each so many minutes; 5 unless given
          mealsG         carbohydrate, g, by the minute in which the meal begins
          bolusU         insulin, U, by the minute in which it is delivered
          basalUPerMin   basal insulin, U/min
        """;

    /// <summary>The option that names such a file.</summary>
    public static Option<string> Option() => new("--scenario") { Description = "Meals and insulin (JSON).", HelpName = "file", Required = true };

    private const int LongestMin = 366 * 1440;

    /// <summary>The scenario of a file.</summary>
    /// <exception cref="CommandLine.RefusedInputException">It cannot be used; the message says where and why.</exception>
    public static MealScenario Read(string file)
    {
        var json = JsonInput.Read(file);
        var duration = json.WholeNumber("durationMin", 1, LongestMin);
        var end = duration ?? LongestMin;
        var scenario = new MealScenario
        {
            DurationMin = end,
            SampleMin = json.WholeNumber("sampleMin", 1, end) ?? Math.Min(5, end),
            MealsG = json.ByMinute("mealsG", end, most: 1000),
            BolusU = json.ByMinute("bolusU", end, most: 500),
            BasalUPerMin = json.Number("basalUPerMin", 0, 5),
        };
        json.RefuseOthers();
        return duration is null ? throw json.Wrong("durationMin", "the key 'durationMin' is missing.") : scenario;
    }
}
