using System.Globalization;
using Spectre.Console;

namespace TwinGrid.Devices.Replay;

/// <summary>What a replay tells the person who runs it.</summary>
internal static class ReplayReport
{
    /// <summary>More subjects than this are listed in the file of <c>--map-out</c> only.</summary>
    private const int MostListed = 60;

    private const int MostDifferences = 20;

    public static void Announce(IAnsiConsole console, ReplaySettings settings, Recording recording, ReplayPlan plan)
    {
        console.MarkupLineInterpolated($"{recording.Name}: {Number(recording.RowsRead)} rows of {recording.Subjects.Count} people, read as [blue]{recording.Mapping.Name}[/], to [blue]{settings.Gateway}[/]");
        if (settings.AsIfEnding is { } end) console.MarkupLineInterpolated($"Shifted to end at {end:yyyy-MM-dd'T'HH:mm:ss'Z'}; to repeat or verify: --as-if-ending {end:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        if (settings.MapOut is { } file)
            File.WriteAllLines(file, ["subject,twin", .. plan.Twins.Select(pair => $"\"{pair.Key.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{pair.Value}")]);
        if (plan.Twins.Count > MostListed) return;
        var table = new Table().Border(TableBorder.Simple).AddColumn("subject").AddColumn("twin");
        foreach (var (subject, twin) in plan.Twins) table.AddRow(Markup.Escape(subject.Length == 0 ? "(the file)" : subject), twin.Value);
        console.Write(table);
    }

    public static void Totals(IAnsiConsole console, Recording recording, ReplayTally tally)
    {
        var table = Counts("samples");
        table.AddRow("rows read", Number(recording.RowsRead));
        table.AddRow("cells without a value, skipped", Number(recording.EmptyCells));
        foreach (var (reason, count) in recording.Unreadable) table.AddRow($"refused here: {Markup.Escape(reason)}", Number(count));
        foreach (var (reason, count) in tally.Refused) table.AddRow($"[red]refused: {Markup.Escape(reason)}[/]", Number(count));
        table.AddRow("[green]accepted[/]", Number(tally.Accepted));
        table.AddRow("  of these believed", Number(tally.Accepted - tally.Flagged));
        foreach (var (reason, count) in tally.FlagReasons) table.AddRow($"  of these flagged {Markup.Escape(reason)}", Number(count));
        console.Write(table);
    }

    public static void Reconciled(IAnsiConsole console, ReplayTally tally, Reconciled read)
    {
        var table = Counts("history");
        table.AddRow("samples expected, repeats counted once", Number(tally.Expected.Values.Sum()));
        table.AddRow("samples the history knows", Number(read.Total));
        table.AddRow("  of these flagged", Number(read.Flagged));
        console.Write(table);
        if (read.Differences.Count == 0)
        {
            console.MarkupLine("[green]The totals reconcile.[/]");
            return;
        }
        console.MarkupLineInterpolated($"[red]The totals differ for {read.Differences.Count} of {tally.Expected.Count} courses.[/]");
        var differences = new Table().Border(TableBorder.Simple).AddColumn("twin").AddColumn("code").AddColumn("expected").AddColumn("found");
        foreach (var (twin, code, expected, found) in read.Differences.Take(MostDifferences)) differences.AddRow(twin.Value, code, Number(expected), Number(found));
        console.Write(differences);
    }

    private static Table Counts(string title)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(title).AddColumn("count");
        table.Columns[1].RightAligned();
        return table;
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
