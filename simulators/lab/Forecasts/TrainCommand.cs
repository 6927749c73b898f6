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

        --diabetes chooses the simulated people too. Examples: the forecasters that are shipped (simulators/physiology/Forecasting/Learned) are made so:
          twingrid-lab forecast train --diabetes healthy --cgm hall2018_cgm.csv --simulated 0 --version glucose-healthy/1 --out glucose-healthy.onnx
          twingrid-lab forecast train --diabetes type1 --cgm dubosson2018_cgm_hr_activity.csv --simulated 0 --version glucose-type1/1 --out glucose-type1.onnx
          twingrid-lab forecast train --diabetes type2 --cgm hall2018_cgm.csv --simulated 15 --version glucose-type2/1 --out glucose-type2.onnx
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
            if (number > 0) bench.LongWork("simulating people", number, done => trainees.Add(SimulatedPeople.Prepare(number, cgm.Kind(parsed), Trainees.CommonLags, done)));
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
