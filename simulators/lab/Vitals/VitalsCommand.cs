using System.CommandLine;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Trends;

namespace TwinGrid.Lab.Vitals;

/// <summary><c>vitals</c>: how well trends tell the second half of a bedside recording.</summary>
internal static class VitalsCommand
{
    private const string Summary = "How well heart rate, breaths, SpO2 and cuff pressure of a bedside recording are told 5 and 60 minutes ahead, beside simpler forecasts.";

    private const string Explanation =
        """
        The trend follows the whole recording and is judged in its second half, the linear autoregression of 30 lags is fitted to the first. Cuff pressures are told at
        their next reading, whenever it comes.
        The recording has a column minute (rising whole minutes) and any of HR, PULSE, RESP, SpO2, NBPSys, NBPDias, NBPMean, ABPSys, ABPDias, ABPMean; other columns
        are left alone. Empty cells and zeros are missing values: a probe that hangs loose reads zero.
        Columns: signal, ahead_min (0: the next reading), looks, rmse, persistence_rmse, running_mean_rmse (of 8), linear_rmse (NaN where it cannot be fitted),
        mae, persistence_mae, covered_90.

        Example:
          twingrid-lab vitals --record recording.csv --out vitals.csv
        """;

    private const int FewestLooks = 20;

    public static Command Make(Workbench bench)
    {
        var record = new Option<string>("--record") { Description = "The recording (CSV).", HelpName = "file", Required = true };
        var results = ResultOptions.ForTable();
        var command = new ExplainedCommand("vitals", Summary, Explanation) { record };
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            var rows = Judge(Recording.Read(parsed.GetRequiredValue(record))).ToList();
            if (rows.Count == 0) throw new RefusedInputException($"'{parsed.GetRequiredValue(record)}' has no signal with {FewestLooks} readings to tell in its second half.");
            place.Write(TableOf(rows), () => ChartOf(rows));
        });
        return command;
    }

    private static IEnumerable<(string Signal, int Ahead, TrendScore Score)> Judge(Recording recording)
    {
        foreach (var signal in recording.Signals)
        {
            var trial = new TrendTrial(signal.Prior, signal.Readings);
            IEnumerable<(int Ahead, TrendScore Score)> scores = signal.IsNowAndThen ? [(0, trial.Next())] : [(5, trial.Ahead(5)), (60, trial.Ahead(60))];
            foreach (var (ahead, score) in scores)
                if (score.Looks >= FewestLooks) yield return (signal.Name, ahead, score);
        }
    }

    private static Table TableOf(List<(string Signal, int Ahead, TrendScore Score)> rows) => new Table()
        .With("signal", rows.Select(row => row.Signal))
        .With("ahead_min", rows.Select(row => (double)row.Ahead))
        .With("looks", rows.Select(row => (double)row.Score.Looks))
        .With("rmse", rows.Select(row => row.Score.Rmse))
        .With("persistence_rmse", rows.Select(row => row.Score.Persistence))
        .With("running_mean_rmse", rows.Select(row => row.Score.RunningMean))
        .With("linear_rmse", rows.Select(row => row.Score.Linear ?? double.NaN))
        .With("mae", rows.Select(row => row.Score.MeanError))
        .With("persistence_mae", rows.Select(row => row.Score.PersistenceMeanError))
        .With("covered_90", rows.Select(row => row.Score.Covered));

    private static Chart ChartOf(List<(string Signal, int Ahead, TrendScore Score)> rows)
    {
        double[] places = [.. Enumerable.Range(1, rows.Count).Select(i => (double)i)];
        return new Chart("Error over that of the last value", $"1 to {rows.Count}: {string.Join(", ", rows.Select(row => $"{row.Signal} {(row.Ahead == 0 ? "next" : $"{row.Ahead} min")}"))}", "RMSE / persistence")
            .Points("trend", places, [.. rows.Select(row => row.Score.Rmse / row.Score.Persistence)])
            .Points("running mean of 8", places, [.. rows.Select(row => row.Score.RunningMean / row.Score.Persistence)]);
    }
}
