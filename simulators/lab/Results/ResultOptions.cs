using System.CommandLine;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Results;

/// <summary>The options all commands share: where the result goes and where its picture.</summary>
public sealed class ResultOptions
{
    private readonly IReadOnlyList<string> _endings;
    private readonly bool _withPicture;
    private readonly Option<string?> _out;
    private readonly Option<string?> _plot = new("--plot") { Description = "Draws the result too: a .png or .svg file.", HelpName = "file" };

    private ResultOptions(string what, IReadOnlyList<string> endings, string name = "--out", bool withPicture = true)
    {
        _withPicture = withPicture;
        _endings = endings;
        _out = new(name) { Description = $"{what}: a {string.Join(" or ", endings)} file; - or nothing for standard output.", HelpName = "file" };
    }

    /// <summary>The result is a table: CSV, or Parquet by the file's ending.</summary>
    public static ResultOptions ForTable() => new("The table", [".csv", ".parquet"]);

    /// <summary>The result is a table that sums up a cohort: CSV, or Parquet by the file's ending.</summary>
    public static ResultOptions ForSummary() => new("The table over all subjects", [".csv", ".parquet"], "--summary");

    /// <summary>The result is a report in JSON.</summary>
    /// <param name="withPicture">Whether it can be drawn.</param>
    public static ResultOptions ForReport(bool withPicture = true) => new("The report", [".json"], withPicture: withPicture);

    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_out);
        if (_withPicture) command.Options.Add(_plot);
    }

    /// <summary>Where the results are to go; refused before any work where they cannot.</summary>
    /// <exception cref="RefusedInputException">An ending that is not known, or a folder that does not exist.</exception>
    public ResultPlace Read(ParseResult parsed, Workbench bench)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        var file = parsed.GetValue(_out) is "-" ? null : parsed.GetValue(_out);
        var picture = _withPicture ? parsed.GetValue(_plot) : null;
        if (file is not null) Check(_out.Name, file, [.. _endings, ""]);
        if (picture is not null) Check("--plot", picture, Chart.Endings);
        if (file is not null && picture is not null && string.Equals(Path.GetFullPath(file), Path.GetFullPath(picture), StringComparison.Ordinal))
            throw new RefusedInputException($"{_out.Name} and --plot are both '{file}'.");
        return new(file, picture, bench);
    }

    private static void Check(string option, string file, IReadOnlyList<string> endings)
    {
        OutputFile.CheckPlace(option, file);
        if (!endings.Contains(ResultPlace.Ending(file), StringComparer.Ordinal))
            throw new RefusedInputException($"{option} '{file}' must end in {string.Join(" or ", endings.Where(ending => ending.Length > 0))}.");
    }
}
