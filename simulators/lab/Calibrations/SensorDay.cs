using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Calibrations;

/// <summary>What a continuous sensor showed while a scenario ran.</summary>
internal static class SensorDay
{
    private const int Fewest = 12;

    /// <summary>A value for each of the scenario's samples, mg/dL; NaN where there is none.</summary>
    /// <param name="file">Columns t_min and cgm_mgdl; what <c>simulate</c> writes besides may stand there too. An empty cell is a missing value.</param>
    /// <param name="scenario">A measurement belongs to the nearest of its samples.</param>
    /// <exception cref="RefusedInputException">The file cannot be used; the message says where and why.</exception>
    public static double[] Read(string file, MealScenario scenario)
    {
        var course = new double[scenario.DurationMin / scenario.SampleMin + 1];
        Array.Fill(course, double.NaN);
        var last = -1;
        foreach (var row in CsvInput.Read(file, ["t_min", "cgm_mgdl"], ["plasma_glucose_mgdl", "plasma_insulin_pmolL"]))
        {
            var minute = row.Number("t_min", 0, scenario.DurationMin);
            var value = row.NumberOrMissing("cgm_mgdl", 10, 1000);
            var sample = Math.Min((int)Math.Round(minute / scenario.SampleMin), course.Length - 1);
            if (sample <= last)
                throw row.Wrong("t_min", $"minute {minute} does not come a sample of {scenario.SampleMin} min after the row before; set sampleMin of the scenario to the sensor's step.");
            course[last = sample] = value;
        }
        var present = course.Count(value => !double.IsNaN(value));
        return present >= Fewest ? course : throw new RefusedInputException($"'{file}' has {present} measurements; at least {Fewest} are needed.");
    }
}
