using System.Globalization;
using TwinGrid.Physiology.Metabolism;
using TwinGrid.Testbed;

namespace TwinGrid.Physiology.Tests.Metabolism;

/// <summary>Numbers of independent implementations, read column by column.</summary>
internal sealed class ReferenceTable
{
    private readonly Dictionary<string, double[]> _columns;

    private ReferenceTable(Dictionary<string, double[]> columns) => _columns = columns;

    public double[] this[string column] => _columns[column];

    public static ReferenceTable Read(params string[] path)
    {
        var lines = File.ReadAllLines(SharedData.Path(["reference", .. path]));
        var names = lines[0].Split(',');
        var rows = lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')).ToArray();
        return new(names.Select((name, i) => (name, i)).ToDictionary(
            column => column.name,
            column => rows.Select(row => double.Parse(row[column.i], CultureInfo.InvariantCulture)).ToArray(), StringComparer.Ordinal));
    }

    public static IReadOnlyDictionary<string, UvaPadovaPatient> PublishedPatients()
    {
        using var file = File.OpenText(SharedData.Path("reference", "uva-padova", "vpatient_params.csv"));
        return UvaPadovaPatientFile.Read(file);
    }
}
