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

    private const int SimulatedPeopleElsewhere = 45;

    public static Command Make(Workbench bench)
    {
        var cgm = new CgmOptions(required: true);
        var protocol = new Option<string>("--protocol") { Description = "glucobench is the one there is.", DefaultValueFactory = _ => "glucobench" };
        protocol.AcceptOnlyFromAmong("glucobench");
        var list = new Option<string?>("--out-of-distribution") { Description = "Strangers of each split (CSV: dataset, seed, out_of_distribution_subjects).", HelpName = "file" };
        var splits = NumberOption.Make("--splits", "Only the first so many of the ten splits.", 1, Strangers.Splits, Strangers.Splits);
        var baselines = new Option<bool>("--baselines") { Description = "Only persistence and linear: seconds in place of minutes." };
        var results = ResultOptions.ForReport();
        var command = new ExplainedCommand("evaluate", Summary, Explanation) { protocol, list, splits, baselines };
        cgm.AddTo(command);
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            DataSetUnderTest[] sets = [.. cgm.Read(parsed).Zip(cgm.Files(parsed), (data, file) => DataSetUnderTest.Of(data, file, parsed.GetValue(list), parsed.GetValue(splits)))];
            var follow = !parsed.GetValue(baselines);
            PreparedData[] prepared = [];
            bench.LongWork("following every person", sets.Sum(set => set.Data.People.Count), done =>
                prepared = [.. sets.Select(set => PreparedData.Of(set.Data, cgm.Kind(parsed), set.IsStranger, follow, done))]);
            IReadOnlyList<(AutoregressionSums, ForecastRows)> simulated = [];
            if (follow) bench.LongWork("simulating people", SimulatedPeopleElsewhere, done => simulated = SimulatedPeople.Prepare(SimulatedPeopleElsewhere, null, Trainees.CommonLags, done));
            var reports = new List<DataSetReport>();
            bench.LongWork("training and scoring the splits", sets.Sum(set => set.Strangers.Count + 1), done =>
            {
                for (var i = 0; i < prepared.Length; i++)
                {
                    using var elsewhere = follow ? Elsewhere(prepared, i, simulated) : null;
                    done();
                    reports.Add(ReportOf(sets[i], prepared[i], elsewhere, done));
                }
            });
            foreach (var report in reports) ScoreTable.Show(bench, report);
            place.WriteReport(new { Protocol = "glucobench", DataSets = reports }, () => ScoreChart.Of(reports));
        });
        return command;
    }

    private static LearnedForecast Elsewhere(PreparedData[] prepared, int own, IReadOnlyList<(AutoregressionSums, ForecastRows)> simulated)
    {
        var trainees = new Trainees(Trainees.CommonLags);
        for (var i = 0; i < prepared.Length; i++)
            if (i != own) trainees.Add(prepared[i]);
        trainees.Add(simulated);
        return new(trainees.Train("elsewhere"));
    }

    private static DataSetReport ReportOf(DataSetUnderTest set, PreparedData own, LearnedForecast? elsewhere, Action done)
    {
        Dictionary<string, LearnedForecast>? others = null;
        if (elsewhere is not null)
        {
            others = new(StringComparer.Ordinal) { ["twingrid-elsewhere"] = elsewhere };
            if (LearnedForecast.ShippedFor(own.Kind) is { } shipped && !shipped.TrainedOn.Contains(own.Data.Name, StringComparer.Ordinal)) others["twingrid-shipped"] = shipped;
        }
        var scores = new Evaluation(own, set.Strangers).Score(others, done);
        if (scores.Count == 0) throw new RefusedInputException($"'{set.File}' has no stretch long enough to be tested: {own.Data.Rules.Context + ForecastGrid.FirstHour} readings in a last segment, of {own.Data.Rules.Context + 2 * own.Data.Rules.Piece} where there is no earlier one.");
        return new(
            own.Data.Name, set.File, own.People.Count, own.Data.Rules, set.Listed ? "listed" : "drawn", elsewhere is null ? null : own.Kind.ToString().ToLowerInvariant(), own.Lags, scores);
    }

    /// <summary>A data set and who is a stranger in each of its splits.</summary>
    private sealed record DataSetUnderTest(DataSet Data, string File, IReadOnlyList<IReadOnlySet<string>> Strangers, bool Listed)
    {
        public static DataSetUnderTest Of(DataSet data, string file, string? list, int splits)
        {
            var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, GlucoBench.Strangers.FileName);
            var (sets, listed) = GlucoBench.Strangers.Of(list ?? (System.IO.File.Exists(beside) ? beside : null), data.Name, [.. data.People.Select(person => person.Person)], splits);
            return new(data, file, sets, listed);
        }

        public bool IsStranger(string person) => Strangers.Any(set => set.Contains(person));
    }
}

/// <summary>One data set's scores.</summary>
internal sealed record DataSetReport(
    string DataSet, string File, int People, DataSetRules Rules, string Strangers, string? FilterAssumes, int LinearLags, IReadOnlyList<ScoreRow> Scores);
