using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
using Parquet;
using Parquet.Schema;

namespace TwinGrid.Lab.Results;

/// <summary>How a table is written: comma separated, or as a Parquet file with the numbers in full.</summary>
internal static class TableFormat
{
    public static void WriteCsv(Table table, TextWriter to)
    {
        using var csv = new CsvWriter(to, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
        foreach (var column in table.Columns) csv.WriteField(column.Name);
        csv.NextRecord();
        for (var row = 0; row < table.Rows; row++)
        {
            foreach (var column in table.Columns) csv.WriteField(column.Show(row));
            csv.NextRecord();
        }
    }

    public static async Task WriteParquet(Table table, Stream to)
    {
        var schema = new ParquetSchema(table.Columns.Select(column => new DataField(column.Name, column.Numbers is null ? typeof(string) : typeof(double), isNullable: column.Numbers is null)));
        await using var file = await ParquetWriter.CreateAsync(schema, to);
        using var rows = file.CreateRowGroup();
        foreach (var (column, field) in table.Columns.Zip(schema.DataFields))
        {
            if (column.Numbers is { } numbers) await rows.WriteAsync<double>(field, numbers);
            else await rows.WriteAsync(field, column.Texts!);
        }
    }
}
