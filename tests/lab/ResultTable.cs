using System.Globalization;
using CsvHelper;
using TwinGrid.Testbed;

namespace TwinGrid.Lab.Tests;

/// <summary>A comma-separated table by its column names.</summary>
internal sealed class ResultTable
{
    private readonly Dictionary<string, string[]> _columns;

    private ResultTable(string[] names, string[][] rows)
    {
        Names = names;
        _columns = names.Select((name, i) => (name, i)).ToDictionary(column => column.name, column => rows.Select(row => row[column.i]).ToArray(), StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Names { get; }

    public int Rows => _columns[Names[0]].Length;

    public double[] this[string column] => [.. _columns[column].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture))];

    public string[] Texts(string column) => _columns[column];

    public static ResultTable Parse(string text)
    {
        using var csv = new CsvReader(new StringReader(text), CultureInfo.InvariantCulture);
        csv.Read().ShouldBeTrue();
        csv.ReadHeader();
        var rows = new List<string[]>();
        while (csv.Read()) rows.Add(csv.Parser.Record!);
        return new(csv.HeaderRecord!, [.. rows]);
    }

    /// <summary>A table of the shared reference; skips the test where it is absent.</summary>
    public static ResultTable Reference(params string[] path) => Parse(File.ReadAllText(SharedData.Path(["reference", .. path])));
}
