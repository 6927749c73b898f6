using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Parquet;
using Parquet.Schema;

namespace TwinGrid.Trials.Reports;

/// <summary>A table that is written row by row, as CSV or Parquet; memory holds one group of rows at most.</summary>
public sealed class RowTable : IDisposable
{
    private const int Group = 65_536;

    private readonly IReadOnlyList<RowColumn> _columns;
    private readonly CsvWriter? _csv;
    private readonly ParquetWriter? _parquet;
    private readonly DataField[] _fields = [];
    private readonly double?[][] _numbers = [];
    private readonly string?[][] _texts = [];
    private int _rows;

    private RowTable(IReadOnlyList<RowColumn> columns, CsvWriter csv)
    {
        (_columns, _csv) = (columns, csv);
        foreach (var column in columns) csv.WriteField(column.Name);
        csv.NextRecord();
    }

    private RowTable(IReadOnlyList<RowColumn> columns, Stream to)
    {
        _columns = columns;
        var schema = new ParquetSchema(columns.Select(column => new DataField(column.Name, column.IsNumber ? typeof(double) : typeof(string), isNullable: true)));
        (_fields, _parquet) = (schema.DataFields, ParquetWriter.CreateAsync(schema, to).GetAwaiter().GetResult());
        _numbers = [.. columns.Select(column => column.IsNumber ? new double?[Group] : [])];
        _texts = [.. columns.Select(column => column.IsNumber ? [] : new string?[Group])];
    }

    /// <summary>Comma separated, numbers so that they are read back the same; what is not known is empty.</summary>
    public static RowTable Csv(TextWriter to, IReadOnlyList<RowColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new(columns, new CsvWriter(to, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true));
    }

    /// <summary>A Parquet file; what is not known is null.</summary>
    public static RowTable Parquet(Stream to, IReadOnlyList<RowColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        return new(columns, to);
    }

    /// <summary>Adds a row.</summary>
    /// <param name="cells">By column a text or a number; null and NaN: not known.</param>
    public void Add(params ReadOnlySpan<RowCell> cells)
    {
        if (cells.Length != _columns.Count) throw new ArgumentException($"The table has {_columns.Count} columns; the row has {cells.Length}.", nameof(cells));
        for (var i = 0; i < cells.Length; i++)
        {
            double? number = double.IsNaN(cells[i].Number) ? null : cells[i].Number + 0.0; // no minus before a zero
            if (_csv is not null) _csv.WriteField(_columns[i].IsNumber ? number?.ToString("R", CultureInfo.InvariantCulture) : cells[i].Text);
            else if (_columns[i].IsNumber) _numbers[i][_rows] = number;
            else _texts[i][_rows] = cells[i].Text;
        }
        if (_csv is not null) _csv.NextRecord();
        else if (++_rows == Group) Flush();
    }

    /// <summary>Writes what is left; the stream stays open.</summary>
    public void Dispose()
    {
        if (_rows > 0) Flush();
        _csv?.Dispose();
        _parquet?.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void Flush()
    {
        using var group = _parquet!.CreateRowGroup();
        for (var i = 0; i < _fields.Length; i++)
        {
            if (_columns[i].IsNumber) group.WriteAsync<double>(_fields[i], _numbers[i].AsMemory(0, _rows)).GetAwaiter().GetResult();
            else group.WriteAsync(_fields[i], _texts[i][.._rows]).GetAwaiter().GetResult();
        }
        _rows = 0;
    }
}

/// <summary>A column: numbers or texts.</summary>
public readonly record struct RowColumn(string Name, bool IsNumber = true);

/// <summary>A cell: a number or a text.</summary>
public readonly record struct RowCell(double Number, string? Text)
{
    public static implicit operator RowCell(double number) => new(number, null);

    public static implicit operator RowCell(string? text) => new(double.NaN, text);

    /// <summary>A number.</summary>
    public static RowCell FromDouble(double number) => number;

    /// <summary>A text.</summary>
    public static RowCell FromString(string? text) => text;
}
