using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace TwinGrid.Devices.Replay;

/// <summary>One row of a recording that has a readable time.</summary>
/// <param name="Number">Its place among the file's data rows, from 1: the sequence of its packets.</param>
/// <param name="Cells">The mapped signals in the mapping's order; NaN where there is nothing to send.</param>
public readonly record struct RecordedRow(long Number, string Subject, DateTimeOffset At, double[] Cells);

/// <summary>A recorded file as it was read: its rows, and a count of all that could not be sent.</summary>
public sealed class Recording
{
    private Recording(string name, ReplayMapping mapping) => (Name, Mapping) = (name, mapping);

    /// <summary>The file's name without its folder.</summary>
    public string Name { get; }

    public ReplayMapping Mapping { get; }

    public List<RecordedRow> Rows { get; } = [];

    /// <summary>The people of the file in order of appearance.</summary>
    public List<string> Subjects { get; } = [];

    /// <summary>Rows in the file, whether readable or not.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Mapped cells without a value.</summary>
    public long EmptyCells { get; private set; }

    /// <summary>Mapped cells that are no sample, by reason.</summary>
    public SortedDictionary<string, long> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads a whole file.</summary>
    /// <param name="mapping">Null to find a built-in one by the file's columns.</param>
    /// <exception cref="InvalidDataException">No header, or columns that no mapping fits.</exception>
    public static Recording Read(string file, ReplayMapping? mapping)
    {
        using var text = new StreamReader(file);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, MissingFieldFound = null, TrimOptions = TrimOptions.Trim });
        if (!csv.Read() || !csv.ReadHeader()) throw new InvalidDataException($"'{file}' is empty.");
        var header = csv.HeaderRecord!;
        mapping ??= ReplayMapping.For(header) ?? throw new InvalidDataException(
            $"'{file}' has the columns {string.Join(", ", header)}, which fit no built-in mapping (cgm: id,time,gl; icu: minute,HR,ABPSys,…). Give one with --mapping.");
        if (mapping.MissingIn(header) is { Count: > 0 } missing)
            throw new InvalidDataException($"'{file}' has no column {string.Join(", ", missing)}, which the mapping '{mapping.Name}' needs.");

        var recording = new Recording(Path.GetFileName(file), mapping);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (csv.Read())
        {
            var subject = mapping.Subject is { } column ? csv.GetField(column) ?? "" : "";
            recording.Add(csv, subject);
            if (known.Add(subject)) recording.Subjects.Add(subject);
        }
        return recording;
    }

    private void Add(CsvReader csv, string subject)
    {
        RowsRead++;
        var cells = new double[Mapping.Signals.Count];
        for (var i = 0; i < cells.Length; i++) cells[i] = Cell(Mapping.Signals[i], csv.GetField(Mapping.Signals[i].Column) ?? "");
        var time = csv.GetField(Mapping.Time.Column) ?? "";
        if (Mapping.Time.Read(time) is { } at) Rows.Add(new RecordedRow(RowsRead, subject, at, cells));
        else foreach (var _ in cells.Where(double.IsFinite)) Refuse("the row's time is unreadable");
    }

    private double Cell(SignalColumn column, string text)
    {
        var isEmpty = Mapping.Empty.Contains(text, StringComparer.OrdinalIgnoreCase);
        if (!isEmpty && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            if (value != 0 || !column.SkipZero) return value;
            isEmpty = true;
        }
        if (isEmpty) EmptyCells++;
        else Refuse($"{column.Column} is not a number");
        return double.NaN;
    }

    private void Refuse(string reason) => Unreadable[reason] = Unreadable.GetValueOrDefault(reason) + 1;
}
