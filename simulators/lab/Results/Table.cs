using System.Globalization;

namespace TwinGrid.Lab.Results;

/// <summary>A command's result: named columns of equal length, numbers or texts.</summary>
public sealed class Table
{
    private readonly List<TableColumn> _columns = [];

    public IReadOnlyList<TableColumn> Columns => _columns;

    public int Rows => _columns.Count == 0 ? 0 : _columns[0].Count;

    /// <summary>Adds a column of numbers.</summary>
    /// <param name="name">Ends in the unit.</param>
    public Table With(string name, IEnumerable<double> numbers) => Add(new(name, [.. numbers.Select(number => number + 0.0)], null)); // + 0: no minus before a zero

    /// <summary>Adds a column of texts.</summary>
    public Table With(string name, IEnumerable<string> texts) => Add(new(name, null, [.. texts]));

    private Table Add(TableColumn column)
    {
        if (_columns.Count > 0 && column.Count != Rows) throw new ArgumentException($"The column {column.Name} has {column.Count} rows, the table {Rows}.", nameof(column));
        _columns.Add(column);
        return this;
    }
}

/// <summary>A column: either numbers or texts.</summary>
public sealed record TableColumn(string Name, double[]? Numbers, string[]? Texts)
{
    public int Count => Numbers?.Length ?? Texts!.Length;

    /// <summary>A cell as a CSV file shows it: a number with ten significant digits.</summary>
    public string Show(int row) => Numbers is null ? Texts![row] : Numbers[row].ToString("G10", CultureInfo.InvariantCulture);
}
