using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Glucose;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Calibration;
using TwinGrid.Physiology.Ensembles;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Calibrations;

/// <summary><c>calibrate</c>: a person's insulin sensitivities and gastric emptying from a day of sensor glucose.</summary>
internal static class CalibrateCommand
{
    private const string Summary = "Finds insulin sensitivities and gastric emptying of a person with type 1 diabetes from sensor glucose.";

    private const string Explanation =
        $"""
        Maximum a posteriori: log-normal priors around --patient of --parameters or around the typical person of --population, sensor errors correlated
        from sample to sample. The report says of each parameter its prior, what was found with its 90 % interval, and whether the data moved it at all.
        The person begins in the steady state.
        The sensor file has the columns t_min (min from the scenario's start) and cgm_mgdl (mg/dL); an empty cell is a missing value.

        {MealScenarioFile.Help}

        Example:
          twingrid-lab calibrate --cgm sensor.csv --scenario day.json --population adult --out found.json --plot fit.png
        """;

    /// <summary>A residual of so many standing deviations is no noise any more.</summary>
    private const double MostNoise = 2.5;

    public static Command Make(Workbench bench)
    {
        var cgm = new Option<string>("--cgm") { Description = "Sensor glucose (CSV).", HelpName = "file", Required = true };
        var scenario = MealScenarioFile.Option();
        var person = new PersonOptions();
        var deviation = NumberOption.Make("--noise-sd", "Standing deviation of the sensor's errors, mg/dL.", 0.1, 100.0, 8.0);
        var correlation = NumberOption.Make("--noise-correlation", "Correlation of the errors of neighbouring samples.", 0.0, 0.999, 0.9);
        var results = ResultOptions.ForReport();
        var command = new ExplainedCommand("calibrate", Summary, Explanation) { cgm, scenario };
        person.AddTo(command);
        command.Options.Add(deviation);
        command.Options.Add(correlation);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var (name, typical) = person.Read(parsed);
            var day = MealScenarioFile.Read(parsed.GetRequiredValue(scenario));
            var measured = SensorDay.Read(parsed.GetRequiredValue(cgm), day);
            var noise = new CorrelatedNoise(parsed.GetValue(deviation), parsed.GetValue(correlation));
            var subject = new UvaPadovaSubject(typical, day);
            var found = new MapCalibration(noise).Fit(subject, measured);
            var (before, after) = (Course(subject, new double[found.Logs.Length], measured.Length), Course(subject, found.Logs, measured.Length));
            var report = ReportOf(name, noise, found, measured, before, after);
            bench.Note($"RMSE {report.RmseBeforeMgPerDl:0.0} mg/dL before, {report.RmseMgPerDl:0.0} after: {report.Says}.");
            place.WriteReport(report, () => ChartOf(name, day, measured, before, after));
        });
        return command;
    }

    private static double[] Course(UvaPadovaSubject subject, double[] logs, int samples)
    {
        var course = new Lanes[samples];
        subject.Simulate([logs], course);
        return [.. course.Select(value => value[0])];
    }

    private static CalibrationReport ReportOf(string name, CorrelatedNoise noise, MapEstimate found, double[] measured, double[] before, double[] after)
    {
        double[] left = [.. measured.Zip(after, (seen, fitted) => seen - fitted)];
        var present = left.Count(double.IsFinite);
        var pairs = left.Zip(left.Skip(1)).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second)).ToArray();
        var rmse = Rmse(left);
        return new(
            "UVA/Padova S2008, maximum a posteriori", name, present, measured.Length - present,
            new("AR(1)", noise.Deviation, noise.Correlation, rmse, pairs.Length > 0 && rmse > 0 ? pairs.Average(pair => pair.First * pair.Second) / (rmse * rmse) : null),
            found.Iterations, Rmse(measured.Zip(before, (seen, typical) => seen - typical)), rmse,
            rmse < MostNoise * noise.Deviation
                ? "what the fit leaves is of the size of the sensor's noise"
                : "the fit leaves far more than the sensor's noise: the intervals are not to be believed",
            [.. Enumerable.Range(0, found.Parameters.Count).Select(i => ParameterReport.Of(found, i))]);
    }

    private static double Rmse(IEnumerable<double> differences) => Math.Sqrt(differences.Where(double.IsFinite).Average(difference => difference * difference));

    private static Chart ChartOf(string name, MealScenario day, double[] measured, double[] before, double[] after)
    {
        double[] hours = [.. measured.Select((_, sample) => sample * day.SampleMin / 60.0)];
        int[] present = [.. Enumerable.Range(0, measured.Length).Where(sample => double.IsFinite(measured[sample]))];
        return new Chart($"Sensor glucose and the fit of {name}", "time (h)", "glucose under the skin (mg/dL)")
            .Points("measured", [.. present.Select(sample => hours[sample])], [.. present.Select(sample => measured[sample])])
            .Line("before the data", hours, before)
            .Line("most probable", hours, after);
    }
}
