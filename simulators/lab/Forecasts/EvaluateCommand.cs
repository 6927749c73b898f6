using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Lab.Forecasts.Training;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Forecasting.Learned;

namespace TwinGrid.Lab.Forecasts;

/// <summary><c>forecast evaluate</c>: scores the forecasters by the GlucoBench protocol.</summary>
internal static class EvaluateCommand
{
    private const string Summary = "Scores glucose forecasters on recorded sensors by the GlucoBench protocol.";

    private const string Explanation =
        $"""
        The protocol (Sergazinov et al., ICLR 2024): 5-minute grid, 1 h ahead, each person's last piece is the test and the one before it validation,
        a tenth of the people are strangers (OOD), ten splits.

        {CgmOptions.Help}
        The strangers of each split are read from {Strangers.FileName} beside the file where it names the data set, or drawn by the split's number.

        Forecasters: persistence; linear (autoregression by least squares); mechanistic (the physiological filter alone); twingrid (filter, own
        history and what is learned, trained on the split's training pieces alone); twingrid-elsewhere (trained on simulated people and on the other
        files given, never on this data set); twingrid-shipped (the forecaster that is shipped, where it was not trained on this data set).
        RMSE, MAE and pinball loss in mg/dL. Scores of a window are the mean over its 12 points; windows are taken by their mean and by their median.

        Example:
          twingrid-lab forecast evaluate --cgm hall2018_cgm.csv --protocol glucobench --out scores.json
        """;

    private const int SimulatedPeopleElsewhere = 60;

    public static Command Make(Workbench bench)
    {
        var cgm = new CgmOptions(required: true);
        var protocol = new Option<string>("--protocol") { Description = "glucobench is the one there is.", DefaultValueFactory = _ => "glucobench" };
        protocol.AcceptOnlyFromAmong("glucobench");
        var list = new Option<string?>("--out-of-distribution") { Description = "Strangers of each split (CSV: dataset, seed, out_of_distribution_subjects).", HelpName = "file" };
        var results = ResultOptions.ForReport();
        var command = new ExplainedCommand("evaluate", Summary, Explanation) { protocol, list };
        cgm.AddTo(command);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var files = cgm.Files(parsed);
            var prepared = cgm.Prepare(parsed, bench);
            (IReadOnlyList<IReadOnlySet<string>> Sets, bool Listed)[] strangers = [.. prepared.Zip(files, (own, file) => StrangersOf(own, file, parsed.GetValue(list)))];
            IReadOnlyList<(AutoregressionSums, ForecastRows)> simulated = [];
            bench.LongWork("simulating people", SimulatedPeopleElsewhere, done => simulated = SimulatedPeople.Prepare(SimulatedPeopleElsewhere, Trainees.CommonLags, done));
            var reports = new List<DataSetReport>();
            bench.LongWork("training and scoring the splits", prepared.Length * (Strangers.Splits + 1), done =>
            {
                for (var i = 0; i < prepared.Length; i++)
                {
                    using var elsewhere = Elsewhere(prepared, i, simulated);
                    done();
                    reports.Add(ReportOf(files[i], prepared[i], strangers[i], elsewhere, done));
                }
            });
            foreach (var report in reports) ScoreTable.Show(bench, report);
            place.WriteReport(new { Protocol = "glucobench", DataSets = reports }, () => ScoreChart.Of(reports));
        });
        return command;
    }

    private static (IReadOnlyList<IReadOnlySet<string>> Sets, bool Listed) StrangersOf(PreparedData own, string file, string? list)
    {
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, Strangers.FileName);
        return Strangers.Of(list ?? (File.Exists(beside) ? beside : null), own.Data.Name, [.. own.People.Select(person => person.Person)]);
    }

    private static LearnedForecast Elsewhere(PreparedData[] prepared, int own, IReadOnlyList<(AutoregressionSums, ForecastRows)> simulated)
    {
        var trainees = new Trainees(Trainees.CommonLags);
        for (var i = 0; i < prepared.Length; i++)
            if (i != own) trainees.Add(prepared[i]);
        trainees.Add(simulated);
        return new(trainees.Train("elsewhere"));
    }

    private static DataSetReport ReportOf(string file, PreparedData own, (IReadOnlyList<IReadOnlySet<string>> Sets, bool Listed) strangers, LearnedForecast elsewhere, Action done)
    {
        var others = new Dictionary<string, LearnedForecast>(StringComparer.Ordinal) { ["twingrid-elsewhere"] = elsewhere };
        if (LearnedForecast.Shipped is { } shipped && !shipped.TrainedOn.Contains(own.Data.Name, StringComparer.Ordinal)) others["twingrid-shipped"] = shipped;
        return new(
            own.Data.Name, file, own.People.Count, own.Data.Rules, strangers.Listed ? "listed" : "drawn", own.Kind.ToString().ToLowerInvariant(), own.Lags,
            new Evaluation(own, strangers.Sets).Score(others, done));
    }
}

/// <summary>One data set's scores.</summary>
internal sealed record DataSetReport(
    string DataSet, string File, int People, DataSetRules Rules, string Strangers, string FilterAssumes, int LinearLags, IReadOnlyList<ScoreRow> Scores);
