using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Inputs;

/// <summary>A comma-separated file with names in its first line. Whatever cannot be used is refused with its line and column.</summary>
public static class CsvInput
{
    /// <summary>The rows of a file.</summary>
    /// <param name="file">Where it lies.</param>
    /// <param name="required">Columns it must have.</param>
    /// <param name="allowed">Columns it may have besides; null for any.</param>
    /// <exception cref="RefusedInputException">The file, its header or a row cannot be used.</exception>
    public static IReadOnlyList<CsvInputRow> Read(string file, IReadOnlyCollection<string> required, IReadOnlyCollection<string>? allowed = null)
    {
        ArgumentNullException.ThrowIfNull(required);
        using var text = new StringReader(InputFile.ReadText(file));
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { TrimOptions = TrimOptions.Trim, IgnoreBlankLines = true, DetectColumnCountChanges = false });
        var rows = new List<CsvInputRow>();
        try
        {
            if (!csv.Read() || !csv.ReadHeader()) throw new RefusedInputException($"'{file}' is empty.");
            var header = csv.HeaderRecord!;
            CheckHeader(file, csv.Parser.RawRow, header, required, allowed);
            while (csv.Read())
            {
                if (csv.Parser.Count != header.Length)
                    throw new RefusedInputException(file, csv.Parser.RawRow, Math.Min(csv.Parser.Count, header.Length) + 1, $"the line has {csv.Parser.Count} cells and the header {header.Length}.");
                rows.Add(new(file, csv.Parser.RawRow, header, csv.Parser.Record!));
            }
        }
        catch (BadDataException bad)
        {
            throw new RefusedInputException(file, csv.Parser.RawRow, csv.Parser.Count + 1, $"a quotation mark stands where none may be ({bad.Field.Trim()}).");
        }
        return rows.Count > 0 ? rows : throw new RefusedInputException($"'{file}' has a header and no rows.");
    }

    private static void CheckHeader(string file, int line, string[] header, IReadOnlyCollection<string> required, IReadOnlyCollection<string>? allowed)
    {
        for (var i = 0; i < header.Length; i++)
        {
            if (Array.IndexOf(header, header[i]) < i) throw new RefusedInputException(file, line, i + 1, $"the column '{header[i]}' stands here a second time.");
            if (allowed is not null && !required.Contains(header[i], StringComparer.Ordinal) && !allowed.Contains(header[i], StringComparer.Ordinal))
                throw new RefusedInputException(file, line, i + 1, $"the column '{header[i]}' is unknown; known are {string.Join(", ", required.Concat(allowed))}.");
        }
        foreach (var name in required)
            if (!header.Contains(name, StringComparer.Ordinal))
                throw new RefusedInputException(file, line, header.Length + 1, $"the column '{name}' is missing; the file has {string.Join(", ", header)}.");
    }
}

/// <summary>A row of a comma-separated file.</summary>
public sealed class CsvInputRow
{
    private readonly string _file;
    private readonly string[] _header;
    private readonly string[] _cells;

    internal CsvInputRow(string file, int line, string[] header, string[] cells) => (_file, Line, _header, _cells) = (file, line, header, cells);

    /// <summary>Its line in the file, from 1.</summary>
    public int Line { get; }

    /// <summary>The file's columns.</summary>
    public IReadOnlyList<string> Columns => _header;

    /// <summary>Whether the file has a column.</summary>
    public bool Has(string column) => _header.Contains(column, StringComparer.Ordinal);

    /// <summary>A cell as it stands there.</summary>
    public string Text(string column) => _cells[Array.IndexOf(_header, column)];

    /// <summary>A finite number.</summary>
    public double Number(string column, double low, double high) =>
        NumberOrMissing(column, low, high) is var value && !double.IsNaN(value) ? value : throw Wrong(column, "a number is missing.");

    /// <summary>A finite number; NaN where the cell is empty.</summary>
    public double NumberOrMissing(string column, double low, double high)
    {
        var text = Text(column);
        if (text.Length == 0) return double.NaN;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) throw Wrong(column, $"'{text}' is no number.");
        return value >= low && value <= high ? value : throw Wrong(column, $"{text} does not lie from {low} to {high}.");
    }

    /// <summary>What is wrong at a cell; file, line and column are added.</summary>
    public RefusedInputException Wrong(string column, string reason) => new(_file, Line, $"{Array.IndexOf(_header, column) + 1} ({column})", reason);
}
