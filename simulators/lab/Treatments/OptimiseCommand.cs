using System.CommandLine;
using System.Globalization;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Results;
using TwinGrid.Physiology.Drugs;
using TwinGrid.Physiology.Treatments;

namespace TwinGrid.Lab.Treatments;

/// <summary><c>treatment optimise</c>: the dose and interval with the best answer of the tumour under a limit of risk.</summary>
internal sealed class OptimiseCommand
{
    private const string Summary = "The dose and interval with the best answer of the tumour that keep the chance of grade 4 neutropenia under a limit.";

    private const string Explanation =
        """
        The patient's file is that of treatment evaluate. Doses are tried as the label counts them (mg/m², or mg/mL·min for carboplatin), within the label unless --least and --most say otherwise.
        The report: the best pair, the trade-off curve, every pair, what the label's rule does beside it, and what was assumed. The same patient and --draws give the same report.

        Examples:
          twingrid-lab treatment optimise --drug docetaxel --patient patient.csv --from 504 --limit 0.3 --plot tradeoff.png
          twingrid-lab treatment optimise --drug docetaxel --patient patient.csv --from 504 --limit 0.2 --intervals 14,21,28 --least 40 --most 100 --steps 13
        """;

    private readonly TreatmentOptions _shared = new();
    private readonly Option<double> _limit = NumberOption.Make<double>("--limit", "Greatest chance of grade 4 neutropenia.", .001, .999);
    private readonly Option<string> _intervals = new("--intervals") { Description = "Days between doses that are tried, with commas.", HelpName = "days", DefaultValueFactory = _ => "14,21,28" };
    private readonly Option<double?> _least = NumberOption.Optional<double>("--least", "Smallest dose tried, as the label counts it.", 1e-6, 1e6);
    private readonly Option<double?> _most = NumberOption.Optional<double>("--most", "Greatest dose tried.", 1e-6, 1e6);
    private readonly Option<int> _steps = NumberOption.Make("--steps", "How many doses are tried between them.", 2, 100, (int?)10);
    private readonly Option<double?> _duration = NumberOption.Optional<double>("--duration", "Of each infusion, h; the label's rule's, or 1, unless given.", 0, 1000);

    private OptimiseCommand()
    {
    }

    public static Command Make(Workbench bench)
    {
        var own = new OptimiseCommand();
        var command = new ExplainedCommand("optimise", Summary, Explanation) { own._limit, own._intervals, own._least, own._most, own._steps, own._duration };
        own._shared.AddTo(command);
        var results = ResultOptions.ForReport();
        results.AddTo(command);
        bench.Do(command, parsed =>
        {
            var place = results.Read(parsed, bench);
            TreatmentCommand.OnFile(own._shared.File(parsed), () =>
            {
                var twin = own._shared.Twin(parsed);
                var (search, range) = own.Search(parsed, twin);
                var found = search.Find(twin, own._shared.Plan(parsed, twin));
                place.WriteReport(new OptimiseReport(twin, range, search, found), () => Charts.TradeOff(twin, found, search.Limit));
            });
        });
        return command;
    }

    private (DoseSearch Search, LabelRange Range) Search(ParseResult parsed, TreatmentTwin twin)
    {
        var label = twin.Record.Drug.Label;
        if (label.Ranges.Count == 0) throw new RefusedInputException($"The label of {twin.Record.Drug.Name} gives no range to search in.");
        var range = label.Ranges[0];
        var (least, most, steps) = (parsed.GetValue(_least) ?? range.Least, parsed.GetValue(_most) ?? range.Most, parsed.GetValue(_steps));
        if (most <= least) throw new RefusedInputException($"--most is {most} {range.UnitText}, but must be more than --least, {least} {range.UnitText}.");
        double[] intervals =
        [
            .. parsed.GetRequiredValue(_intervals).Split(',', StringSplitOptions.TrimEntries).Select(text =>
                double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var days) ? days : throw new RefusedInputException($"--intervals: '{text}' is no number of days.")),
        ];
        double[] doses = [.. Enumerable.Range(0, steps).Select(i => range.Amount(least + (most - least) * i / (steps - 1), twin.Record.Patient))];
        return (new(doses, intervals, parsed.GetValue(_duration) ?? label.Rule?.DurationH ?? 1, parsed.GetValue(_limit)), range);
    }
}

/// <summary>What is said of a search.</summary>
internal sealed class OptimiseReport(TreatmentTwin twin, LabelRange range, DoseSearch search, DoseSearchResult found)
{
    public string Drug => twin.Record.Drug.Name;

    public string ModelVersion { get; } = TreatmentTwin.ModelVersion;

    public double Limit => search.Limit;

    public object? Best => found.Best is null ? null : Row(found.Best);

    public string Note => found.Best is null ? "Every pair exceeds the limit." : "The best pair under the limit.";

    public object? Label => found.Label is { Cells: { } cells, Tumour: var tumour }
        ? new { Source = twin.Record.Drug.Label.Source, MeanAmount = found.Label.MeanAmount, cells.Grade3, cells.Grade4, cells.Grade4Error, cells.Nadir, Change = tumour?.Change, Response = tumour?.Response, MedianSurvivalDays = tumour?.MedianSurvivalDays }
        : null;

    public IEnumerable<object> TradeOff => found.TradeOff.Select(Row);

    public IEnumerable<object> Candidates => found.Candidates.Select(Row);

    public IReadOnlyList<string> Assumptions => found.Assumptions;

    private object Row(DoseCandidate pair) => new
    {
        pair.Dose, DoseUnit = twin.Record.Drug.Unit, LabelDose = range.Size(pair.Dose, twin.Record.Patient), LabelUnit = range.UnitText, IsWithinLabel = WithinLabel(pair), pair.IntervalDays, pair.Times,
        pair.Cells.Grade3, pair.Cells.Grade4, pair.Cells.Grade4Error, pair.Cells.Nadir, pair.Tumour.Change, pair.Tumour.MeanLogChange, pair.Tumour.Response, pair.Tumour.Progression, pair.Tumour.MedianSurvivalDays,
    };

    private bool WithinLabel(DoseCandidate pair) => twin.Record.Drug.Label.Fault(new(new Physiology.Pharmacokinetics.Dose(0, pair.Dose)), twin.Record.Patient) is null;
}
