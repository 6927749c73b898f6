using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Forecasts.GlucoBench;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Forecasting.Learned;
using TwinGrid.Physiology.Metabolism;

namespace TwinGrid.Lab.Forecasts;

/// <summary><c>forecast evaluate</c>: scores the forecasters by the GlucoBench protocol.</summary>
internal static class EvaluateCommand
{
    private const string Help =
        """
        Scores glucose forecasters on recorded sensors by the GlucoBench protocol (Sergazinov et al., ICLR 2024): 5-minute grid, 1 h ahead, each
        person's last piece is the test and the one before it validation, a tenth of the people strangers (OOD), ten splits.

        A file has the columns id, time (2014-02-03 03:42:12) and gl (mg/dL); its name says which data set it is (hall…, dubosson…; others are
        cut by the common rules). The strangers of each split are read from out_of_distribution_subjects.csv beside the file, or drawn by the split's number.

        Rows: persistence; linear (autoregression by least squares); mechanistic (the physiological filter alone); twingrid (filter, own history and
        what is learned on the training split alone); twingrid-elsewhere (trained on the other files given and on simulated people, never on this data
        set); twingrid-shipped (the forecaster that is shipped, unless it was trained on this data set).

        Example:
          twingrid-lab forecast evaluate --cgm hall2018_cgm.csv --cgm dubosson2018_cgm.csv --protocol glucobench --out scores.json
        """;

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Command Make(Workbench bench)
    {
        var cgm = new Option<string[]>("--cgm") { Description = "Recorded glucose (CSV); may be given several times.", HelpName = "file", Required = true, AllowMultipleArgumentsPerToken = true };
        var protocol = new Option<string>("--protocol") { Description = "glucobench is the one there is.", DefaultValueFactory = _ => "glucobench" };
        protocol.AcceptOnlyFromAmong("glucobench");
        var list = new Option<string?>("--out-of-distribution") { Description = "Strangers of each split (CSV: dataset, seed, out_of_distribution_subjects).", HelpName = "file" };
        var kind = new Option<string?>("--diabetes") { Description = "What the physiological filter assumes; found out by the training pieces unless given." };
        kind.AcceptOnlyFromAmong([.. Enum.GetNames<MetabolismKind>().Select(name => name.ToLowerInvariant())]);
        var output = new Option<string?>("--out") { Description = "The scores: a .json file; - or nothing for standard output.", HelpName = "file" };
        var command = new Command("evaluate", Help) { cgm, protocol, list, kind, output };
        bench.Do(command, parsed =>
        {
            var to = parsed.GetValue(output) is { } file and not "-" ? file : null;
            if (to is not null) OutputFile.CheckPlace("--out", to);
            var assumed = parsed.GetValue(kind) is { } name ? Enum.Parse<MetabolismKind>(name, ignoreCase: true) : (MetabolismKind?)null;
            string[] files = parsed.GetRequiredValue(cgm);
            DataSet[] sets = [.. files.Select(DataSet.Read)];
            var people = sets.Sum(set => set.People.Count);
            PreparedData[] prepared = [];
            bench.LongWork("following every person", people, done => prepared = [.. sets.Select(set => PreparedData.Of(set, assumed, done))]);
            var reports = new List<DataSetReport>();
            bench.LongWork("training and scoring the splits", sets.Length * Strangers.Splits, done =>
            {
                for (var i = 0; i < sets.Length; i++) reports.Add(Report(files[i], prepared, i, parsed.GetValue(list), done));
            });
            var json = JsonSerializer.SerializeToUtf8Bytes(new { protocol = "glucobench", dataSets = reports }, Json);
            if (to is null) bench.Output.WriteLine(System.Text.Encoding.UTF8.GetString(json));
            else OutputFile.Write(to, json);
            foreach (var report in reports) ScoreTable.Show(bench, report);
        });
        return command;
    }

    private static DataSetReport Report(string file, PreparedData[] prepared, int index, string? list, Action done)
    {
        var own = prepared[index];
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file))!, Strangers.FileName);
        var (strangers, listed) = Strangers.Of(list ?? (File.Exists(beside) ? beside : null), own.Data.Name, [.. own.People.Select(person => person.Person)]);
        var others = new Dictionary<string, LearnedForecast>(StringComparer.Ordinal);
        if (LearnedForecast.Shipped is { } shipped && !shipped.TrainedOn.Contains(own.Data.Name, StringComparer.Ordinal)) others["twingrid-shipped"] = shipped;
        var rows = new Evaluation(own, strangers).Score(others, done);
        return new(own.Data.Name, file, own.People.Count, own.Data.Rules, listed ? "listed" : "drawn", own.Kind, own.Lags, rows);
    }
}

/// <summary>One data set's scores.</summary>
internal sealed record DataSetReport(
    string DataSet, string File, int People, DataSetRules Rules, string Strangers, MetabolismKind Metabolism, int LinearLags, IReadOnlyList<ScoreRow> Scores);
