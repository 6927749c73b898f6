using System.Text;
using System.Text.Json;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Results;

/// <summary>Where a command's result and picture go. Both are made before either is written, so that no half of them is left.</summary>
public sealed class ResultPlace
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string? _file;
    private readonly string? _picture;
    private readonly Workbench _bench;

    internal ResultPlace(string? file, string? picture, Workbench bench) => (_file, _picture, _bench) = (file, picture, bench);

    /// <summary>Writes a table and, where it is wanted, its picture.</summary>
    public void Write(Table table, Func<Chart> chart) => Write(table, chart, null, null);

    /// <summary>Writes a table, a second one to a file of its own where one is named, and the picture where it is wanted.</summary>
    public void Write(Table table, Func<Chart> chart, string? secondFile, Table? second) =>
        Write(Content(table, _file), chart, secondFile is null || second is null ? [] : [(secondFile, Content(second, secondFile))]);

    /// <summary>Writes a report as JSON and, where it is wanted, its picture.</summary>
    /// <param name="report">Names become camelCase.</param>
    public void WriteReport<T>(T report, Func<Chart> chart) => Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(report, Json) + "\n"), chart, []);

    /// <summary>Writes a report that has no picture.</summary>
    public void WriteReport<T>(T report) => WriteReport(report, () => throw new InvalidOperationException("This report has no picture."));

    internal static string Ending(string file) => Path.GetExtension(file).ToLowerInvariant();

    private static byte[] Content(Table table, string? file)
    {
        if (file is not null && string.Equals(Ending(file), ".parquet", StringComparison.Ordinal))
        {
            using var parquet = new MemoryStream();
            TableFormat.WriteParquet(table, parquet).GetAwaiter().GetResult();
            return parquet.ToArray();
        }
        using var csv = new StringWriter();
        TableFormat.WriteCsv(table, csv);
        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private void Write(byte[] content, Func<Chart> chart, List<(string, byte[])> outputs)
    {
        ArgumentNullException.ThrowIfNull(chart);
        if (_picture is not null) outputs.Add((_picture, chart().Draw(Ending(_picture))));
        if (_file is not null) outputs.Add((_file, content));
        OutputFile.Write(outputs);
        if (_file is null) _bench.Output.Write(Encoding.UTF8.GetString(content));
    }
}
