using System.CommandLine;
using System.Text;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Results;

/// <summary>The options all tables share: where the table goes and where its picture.</summary>
public sealed class ResultOptions
{
    private readonly Option<string?> _out = new("--out")
    {
        Description = "The table: a .csv or .parquet file; - or nothing for standard output.", HelpName = "file",
    };

    private readonly Option<string?> _plot = new("--plot") { Description = "Draws the result too: a .png or .svg file.", HelpName = "file" };

    public void AddTo(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Options.Add(_out);
        command.Options.Add(_plot);
    }

    /// <summary>Where the results are to go; refused before any work where they cannot.</summary>
    /// <exception cref="RefusedInputException">An ending that is not known, or a folder that does not exist.</exception>
    public ResultPlace Read(ParseResult parsed, Workbench bench)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(parsed.GetValue(_out), parsed.GetValue(_plot), bench);
    }
}

/// <summary>Where a command's table and picture go.</summary>
public sealed class ResultPlace
{
    private static readonly string[] TableEndings = [".csv", ".txt", "", ".parquet"];

    private readonly string? _out;
    private readonly string? _plot;
    private readonly Workbench _bench;

    internal ResultPlace(string? outFile, string? plotFile, Workbench bench)
    {
        (_out, _plot, _bench) = (outFile is "-" ? null : outFile, plotFile, bench);
        if (_out is not null)
        {
            OutputFile.CheckPlace("--out", _out);
            if (!TableEndings.Contains(Ending(_out), StringComparer.Ordinal)) throw new RefusedInputException($"--out '{_out}' must end in .csv or .parquet.");
        }
        if (_plot is not null)
        {
            OutputFile.CheckPlace("--plot", _plot);
            if (!Chart.Endings.Contains(Ending(_plot), StringComparer.Ordinal)) throw new RefusedInputException($"--plot '{_plot}' must end in {string.Join(" or ", Chart.Endings)}.");
        }
    }

    /// <summary>Whether a picture is wanted.</summary>
    public bool WantsChart => _plot is not null;

    /// <summary>Writes both; the picture is drawn before the table is written, so that neither is left alone.</summary>
    public void Write(Table table, Func<Chart> chart)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(chart);
        var picture = _plot is null ? null : chart().Draw(Ending(_plot));
        if (_out is null) TableFormat.WriteCsv(table, _bench.Output);
        else OutputFile.Write(_out, Bytes(table, Ending(_out)));
        if (picture is not null) OutputFile.Write(_plot!, picture);
    }

    private static byte[] Bytes(Table table, string ending)
    {
        if (string.Equals(ending, ".parquet", StringComparison.Ordinal))
        {
            using var parquet = new MemoryStream();
            TableFormat.WriteParquet(table, parquet).GetAwaiter().GetResult();
            return parquet.ToArray();
        }
        using var csv = new StringWriter();
        TableFormat.WriteCsv(table, csv);
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static string Ending(string file) => Path.GetExtension(file).ToLowerInvariant();
}
