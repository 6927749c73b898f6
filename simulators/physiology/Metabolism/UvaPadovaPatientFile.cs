using System.Globalization;

namespace TwinGrid.Physiology.Metabolism;

/// <summary>Reads virtual patients from a parameter file in the published layout: comma separated, one patient a line, names in the first.</summary>
public static class UvaPadovaPatientFile
{
    /// <summary>All patients of a file by name.</summary>
    /// <exception cref="FormatException">A column is missing, a value is no number or none that a body has, or a name comes twice; the message names line and column.</exception>
    public static IReadOnlyDictionary<string, UvaPadovaPatient> Read(TextReader file)
    {
        var header = (file.ReadLine() ?? throw new FormatException("Line 1: there are no column names.")).Split(',');
        var patients = new Dictionary<string, UvaPadovaPatient>(StringComparer.Ordinal);
        var line = 1;
        while (file.ReadLine() is { } text)
        {
            line++;
            if (text.Length == 0) continue;
            var row = new Row(header, text.Split(','), line);
            if (!patients.TryAdd(row.Text("Name"), PatientOf(row))) throw new FormatException($"Line {line}, column Name: {row.Text("Name")} stands here a second time.");
        }
        return patients;
    }

    private static UvaPadovaPatient PatientOf(Row row) => new()
    {
        BW = row["BW"], Gb = row["Gb"], Ib = row["Ib"], EGPb = row["EGPb"], Vg = row["Vg"], Vi = row["Vi"],
        kmax = row["kmax"], kmin = row["kmin"], kabs = row["kabs"], f = row["f"], b = row["b"], d = row["d"],
        k1 = row["k1"], k2 = row["k2"], Fcns = row["Fsnc"], Vmx = row["Vmx"], Km0 = row["Km0"], ke1 = row["ke1"], ke2 = row["ke2"],
        kp2 = row["kp2"], kp3 = row["kp3"], ki = row["ki"], p2u = row["p2u"],
        m1 = row["m1"], m2 = row["m2"], m4 = row["m4"], m30 = row["m30"],
        kd = row["kd"], ka1 = row["ka1"], ka2 = row["ka2"], ksc = row["ksc"],
    };

    private sealed class Row(string[] header, string[] cells, int line)
    {
        public double this[string column]
        {
            get
            {
                if (!double.TryParse(Text(column), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value))
                    throw new FormatException($"Line {line}, column {column}: '{Text(column)}' is not a number.");
                if (value <= 0 || (value > 1 && IsShare(column)))
                    throw new FormatException($"Line {line}, column {column}: {Text(column)} must be above 0{(IsShare(column) ? " and at most 1" : "")}.");
                return value;
            }
        }

        private static bool IsShare(string column) => column is "b" or "d" or "f";

        public string Text(string column)
        {
            var index = Array.FindIndex(header, name => name.Trim() == column);
            if (index < 0) throw new FormatException($"Line 1: the column {column} is missing.");
            return index < cells.Length ? cells[index].Trim() : throw new FormatException($"Line {line}: the column {column} is missing.");
        }
    }
}
