using System.Globalization;

namespace TwinGrid.Formats.Claims;

/// <summary>A line of a file of claims: fields between commas, the first its kind. Errors name line, record and field and never repeat a value.</summary>
internal sealed class ClaimLine
{
    private readonly string[] _fields;

    public ClaimLine(string line, long number) => (_fields, Number) = (line.TrimEnd('\u001a').Split(','), number);

    /// <summary>From 1.</summary>
    public long Number { get; }

    public string Kind => _fields[0];

    /// <summary>A field; empty where the line ends before.</summary>
    public string Text(int field) => field < _fields.Length ? _fields[field].Trim() : "";

    public long Whole(int field, long most = 9_999_999_999) =>
        long.TryParse(Text(field), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most ? value : throw Wrong(field, $"must be a whole number up to {most}");

    public decimal? Quantity(int field)
    {
        if (Text(field) is not { Length: > 0 } text) return null;
        return decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) ? value : throw Wrong(field, "must be a quantity");
    }

    public DateOnly Month(int field) => DateOnly.TryParseExact(Text(field) + "01", "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month : throw Wrong(field, "must be a year and a month");

    public DateOnly? Date(int field)
    {
        if (Text(field) is not { Length: > 0 } text) return null;
        return DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw Wrong(field, "must be a year, month and day");
    }

    public UnreadableFileException Wrong(int field, string reason) => new($"line {Number}, {(Kind.Length == 2 && Kind.All(char.IsAsciiLetterUpper) ? Kind : "record")}, field {field + 1}", reason);
}
