using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Lab.Forecasts.Training;
using TwinGrid.Lab.Results;

namespace TwinGrid.Lab.Forecasts;

/// <summary><c>forecast train</c>: trains a forecaster and writes it as an ONNX file.</summary>
internal static class TrainCommand
{
    private const string Summary = "Trains a glucose forecaster on recorded sensors and simulated people and writes it as an ONNX file.";

    private const string Explanation =
        $"""
        Only the training pieces of the GlucoBench protocol are learned from, and only its validation pieces decide how far what was learned is trusted;
        the test pieces stay untouched. The same files give the same forecaster.

        {CgmOptions.Help}

        The forecaster that is shipped (simulators/physiology/Forecasting/Learned/glucose-forecaster.onnx) is made so:
          twingrid-lab forecast train --cgm hall2018_cgm.csv --cgm dubosson2018_cgm_hr_activity.csv --simulated 30 --version glucose-forecaster/1 --out glucose-forecaster.onnx
        """;

    public static Command Make(Workbench bench)
    {
        var cgm = new CgmOptions(required: false);
        var simulated = NumberOption.Make("--simulated", "Simulated people to learn from besides.", 0, 10_000, 60);
        var version = new Option<string>("--version") { Description = "What forecasts are to call it.", HelpName = "name/number", DefaultValueFactory = _ => "own-forecaster/1" };
        var output = new Option<string>("--out") { Description = "The forecaster: an .onnx file.", HelpName = "file", Required = true };
        var command = new ExplainedCommand("train", Summary, Explanation) { simulated, version, output };
        cgm.AddTo(command);
        bench.Do(command, parsed =>
        {
            var file = parsed.GetRequiredValue(output);
            OutputFile.CheckPlace("--out", file);
            var number = parsed.GetValue(simulated);
            if (cgm.Files(parsed).Length == 0 && number < 2) throw new RefusedInputException("There is nobody to learn from: give --cgm, or --simulated of 2 at least.");
            var trainees = new Trainees(Trainees.CommonLags);
            foreach (var set in cgm.Read(parsed))
                bench.LongWork($"following the people of {set.Name}", set.People.Count, done => trainees.Add(PreparedData.Of(set, cgm.Kind(parsed), _ => false, follow: true, done)));
            if (number > 0) bench.LongWork("simulating people", number, done => trainees.Add(SimulatedPeople.Prepare(number, Trainees.CommonLags, done)));
            byte[] onnx = [];
            bench.LongWork("training", 1, done =>
            {
                onnx = trainees.Train(parsed.GetRequiredValue(version));
                done();
            });
            OutputFile.Write([(file, onnx)]);
        });
        return command;
    }
}
