using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Writes rows of one file: a line of JSON, or of comma-separated values under a line of names.</summary>
/// <param name="fields">All that a row holds, in order; there is no way to write another.</param>
internal sealed class RowWriter(RowFormat format, IReadOnlyList<string> fields)
{
    public IReadOnlyList<string> Fields => fields;

    public string FileName(string name) => $"{name}.{(format == RowFormat.Csv ? "csv" : "ndjson")}";

    /// <summary>What stands before the first row.</summary>
    public byte[] Head() => format == RowFormat.Csv ? Encoding.UTF8.GetBytes(string.Join(',', fields) + "\n") : [];

    /// <summary>One row, with a value for each field: text, a number, or null.</summary>
    public byte[] Row(params ReadOnlySpan<object?> values)
    {
        if (values.Length != fields.Count) throw new ArgumentException($"{values.Length} values for {fields.Count} fields.", nameof(values));
        var line = new StringBuilder();
        for (var i = 0; i < values.Length; i++)
        {
            line.Append(i == 0 ? format == RowFormat.Csv ? "" : "{" : ",");
            if (format == RowFormat.Csv) line.Append(Csv(values[i]));
            else line.Append('"').Append(fields[i]).Append("\":").Append(JsonSerializer.Serialize(values[i]));
        }
        return Encoding.UTF8.GetBytes(line.Append(format == RowFormat.Csv ? "\n" : "}\n").ToString());
    }

    private static string Csv(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
