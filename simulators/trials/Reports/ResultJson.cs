using System.Text.Json;
using TwinGrid.Trials.Analysis;
using TwinGrid.Trials.Conduct;

namespace TwinGrid.Trials.Reports;

/// <summary>The results as JSON: what the trial is, and its rows by section.</summary>
internal static class ResultJson
{
    public static byte[] Write(TrialPlan plan, TrialResult? result, IReadOnlyList<PowerRow> power)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("trial", plan.Protocol.Id);
            json.WriteString("title", plan.Protocol.Title);
            json.WriteString("seed", plan.Protocol.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)); // larger than a number of JavaScript can be
            json.WriteString("protocolHash", plan.Protocol.Hash);
            json.WriteNumber("patients", plan.Patients);
            json.WriteStartArray("arms");
            foreach (var arm in plan.Layout.Arms) json.WriteStringValue(arm);
            json.WriteEndArray();
            foreach (var section in ResultRows.Of(result, power).GroupBy(row => row[0].Text!, StringComparer.Ordinal))
            {
                json.WriteStartArray(Camel(section.Key));
                foreach (var row in section) Row(json, row);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return memory.ToArray();
    }

    private static void Row(Utf8JsonWriter json, RowCell[] row)
    {
        json.WriteStartObject();
        for (var i = 1; i < row.Length; i++)
        {
            var column = ResultRows.Columns[i];
            if (!column.IsNumber && row[i].Text is { } text) json.WriteString(Camel(column.Name), text);
            if (column.IsNumber && double.IsFinite(row[i].Number)) json.WriteNumber(Camel(column.Name), row[i].Number);
        }
        json.WriteEndObject();
    }

    private static string Camel(string name) => string.Concat(name.Split('_', ' ').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
