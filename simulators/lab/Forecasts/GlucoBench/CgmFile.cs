using System.Globalization;
using TwinGrid.Lab.CommandLine;
using TwinGrid.Lab.Inputs;

namespace TwinGrid.Lab.Forecasts.GlucoBench;

/// <summary>A reading of a continuous sensor.</summary>
/// <param name="Minute">Whole minutes since the year 1, by the clock of the file.</param>
/// <param name="MgPerDl">mg/dL.</param>
public readonly record struct CgmReading(long Minute, double MgPerDl);

/// <summary>Reads the recordings of many people from a CSV file with the columns id, time and gl (mg/dL); further columns are left alone.</summary>
public static class CgmFile
{
    private static readonly string[] Missing = ["", "NA", "NaN", "nan"];

    /// <summary>Each person's readings, by time; rows without a value are left out, a second reading of the same minute too.</summary>
    /// <exception cref="RefusedInputException">The file cannot be used; the message names line and column.</exception>
    public static IReadOnlyDictionary<string, IReadOnlyList<CgmReading>> Read(string file)
    {
        var people = new Dictionary<string, SortedDictionary<long, double>>(StringComparer.Ordinal);
        foreach (var row in CsvInput.Read(file, ["id", "time", "gl"]))
        {
            if (Missing.Contains(row.Text("gl"), StringComparer.Ordinal)) continue;
            var reading = row.Number("gl", 1, 2000);
            var minute = MinuteOf(row);
            var name = NameOf(row);
            if (!people.TryGetValue(name, out var readings)) people[name] = readings = [];
            readings.TryAdd(minute, reading);
        }
        if (people.Count == 0) throw new RefusedInputException($"'{file}' holds no glucose value.");
        return people.ToDictionary(pair => pair.Key, IReadOnlyList<CgmReading> (pair) => [.. pair.Value.Select(reading => new CgmReading(reading.Key, reading.Value))], StringComparer.Ordinal);
    }

    private static long MinuteOf(CsvInputRow row)
    {
        if (!DateTime.TryParse(row.Text("time"), CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw row.Wrong("time", $"'{row.Text("time")}' is no date and time such as 2014-02-03 03:42:12.");
        return (long)Math.Round((double)time.Ticks / TimeSpan.TicksPerMinute);
    }

    /// <summary>A person's number may have been written as a decimal number by a spreadsheet: 4.0 is 4.</summary>
    private static string NameOf(CsvInputRow row)
    {
        var name = row.Text("id");
        if (name.Length == 0) throw row.Wrong("id", "the person's name is missing.");
        return name.EndsWith(".0", StringComparison.Ordinal) && long.TryParse(name.AsSpan(0, name.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out _) ? name[..^2] : name;
    }
}
