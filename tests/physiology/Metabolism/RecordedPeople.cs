using System.Globalization;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.Metabolism;

/// <summary>Continuous glucose of real people, from the shared reference; skips the test where it is absent.</summary>
internal static class RecordedPeople
{
    /// <summary>Each person's readings by time.</summary>
    public static IEnumerable<(DateTimeOffset At, double MgPerDl)[]> Of(string file)
    {
        var lines = File.ReadAllLines(SharedData.Path("reference", "cgm", file));
        var glucose = Array.IndexOf([.. lines[0].Split(',').Select(name => name.Trim('"'))], "gl");
        return lines.Skip(1).Select(line => line.Split(',')).Where(row => row[glucose] is not ("NA" or ""))
            .GroupBy(row => row[0], StringComparer.Ordinal)
            .Select(rows => rows.Select(row => (
                    DateTimeOffset.Parse(row[1].Trim('"'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
                    double.Parse(row[glucose], CultureInfo.InvariantCulture)))
                .OrderBy(sample => sample.Item1).ToArray());
    }
}
