using System.Globalization;
using System.Text;
using TwinGrid.Disclosure.Anonymity;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Says what was done to an export's records. It goes along with the rows, so it tells no small number and names no rare code.</summary>
internal static class Reporting
{
    private const long Few = 10;

    public static ReportedMeasure Item(int item, string demands, string done, params IEnumerable<(string What, long Count)> counts) =>
        new(item, demands, done, counts.ToDictionary(pair => pair.What, pair => pair.Count is > 0 and < Few ? "fewer than 10" : pair.Count.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal));

    public static ExportReport Of(ExportJob job, AnonymousTable left, IExportRows rows, IReadOnlyList<ReportedFile> files, ExportOptions options, DateTimeOffset now)
    {
        var reached = left.Reached;
        var law = job.Order.Kind == ExportKind.Anonymised
            ? "匿名加工情報: Enforcement Rules of the Act on the Protection of Personal Information (Japan), Article 34"
            : "仮名加工情報: Enforcement Rules of the Act on the Protection of Personal Information (Japan), Article 31";
        return new ExportReport(
            job.Study, job.Order.Kind, law, DateOnly.FromDateTime(now.UtcDateTime), new ReportedBar(options.K, options.L, options.Bar.MostShare),
            new ReportedReach(reached.People, reached.Classes, reached.K, reached.L, Math.Round(reached.InformationLoss, 3)), rows.Measures(left), files, rows.Caveats);
    }

    /// <summary>The same for people to read.</summary>
    public static string InWords(ExportReport report)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# What was done to the records of study {report.Study}\n\n{report.Rule}. Made on {report.MadeOn:yyyy-MM-dd}.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| | demanded | reached |\n|---|---|---|\n| people who share age, sex, height and weight (k) | {report.Bar.K} | {report.Reached.K} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| different sets of diagnoses among them (l) | {report.Bar.L} | {(report.Reached.L == 0 ? "diagnoses are withheld" : report.Reached.L.ToString(CultureInfo.InvariantCulture))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| share of them with one diagnosis | at most {report.Bar.MostShare:0.##} | held |\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{report.Reached.People} people in {report.Reached.Classes} classes; information lost to bands: {report.Reached.InformationLoss:0.###} (normalised certainty penalty, 0 to 1).\n\n## By item of the rule\n");
        foreach (var measure in report.Measures)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{measure.Item}. *{measure.Demands}.* {measure.Done}.");
            if (measure.Counts.Count > 0) text.Append(CultureInfo.InvariantCulture, $" ({string.Join(", ", measure.Counts.Select(pair => $"{pair.Key}: {pair.Value}"))})");
            text.Append('\n');
        }
        text.Append("\n## Files\n\n");
        foreach (var file in report.Files) text.Append(CultureInfo.InvariantCulture, $"* {file.Name}: {file.Rows} rows of {string.Join(", ", file.Fields)}\n");
        text.Append("\n## To whoever uses it\n\n");
        foreach (var caveat in report.Caveats) text.Append(CultureInfo.InvariantCulture, $"* {caveat}\n");
        return text.ToString();
    }
}
