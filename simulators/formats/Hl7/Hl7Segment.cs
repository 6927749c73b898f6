using System.Globalization;
using System.Text;

namespace TwinGrid.Formats.Hl7;

/// <summary>A segment of an HL7 v2 message. Fields, repetitions, components and parts are counted from 1, as the standard does; what is not there is empty.</summary>
public sealed class Hl7Segment
{
    private readonly string[] _fields;
    private readonly Hl7Delimiters _marks;

    internal Hl7Segment(string text, Hl7Delimiters marks, int number)
    {
        var cells = text.Split(marks.Field);
        // The first field of MSH is the mark between fields itself.
        _fields = cells[0] == "MSH" ? [cells[0], marks.Field.ToString(), .. cells[1..]] : cells;
        (_marks, Number) = (marks, number);
    }

    /// <summary>Three letters.</summary>
    public string Name => _fields[0];

    /// <summary>Of its name in the message, from 1, as ERL.2 counts.</summary>
    public int Number { get; }

    /// <summary>A field as it stands.</summary>
    public string Raw(int field) => field < _fields.Length ? _fields[field] : "";

    /// <summary>How often a field stands; 0 where it is empty.</summary>
    public int Repetitions(int field) => Raw(field) is { Length: > 0 } raw ? raw.Split(_marks.Repetition).Length : 0;

    /// <summary>A component, or a part of one, unescaped.</summary>
    public string Text(int field, int component = 1, int part = 1, int repetition = 1)
    {
        var repetitions = Raw(field).Split(_marks.Repetition);
        if (repetition > repetitions.Length) return "";
        var components = repetitions[repetition - 1].Split(_marks.Component);
        if (component > components.Length) return "";
        var parts = components[component - 1].Split(_marks.Part);
        return part > parts.Length ? "" : Unescaped(parts[part - 1]).Trim();
    }

    /// <summary>Where a field is, as errors name it: <c>OBX[3]-5</c> for the third OBX of the message.</summary>
    public string Place(int field) => string.Create(CultureInfo.InvariantCulture, $"{Name}[{Number}]-{field}");

    private string Unescaped(string text)
    {
        if (!text.Contains(_marks.Escape, StringComparison.Ordinal)) return text;
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var end = text[i] == _marks.Escape ? text.IndexOf(_marks.Escape, i + 1) : -1;
            if (end < 0)
            {
                plain.Append(text[i]);
                continue;
            }
            var code = text[(i + 1)..end];
            plain.Append(code switch
            {
                "F" => _marks.Field, "S" => _marks.Component, "T" => _marks.Part, "R" => _marks.Repetition, "E" => _marks.Escape, ".br" => '\n', _ => (char?)null,
            });
            i = end;
        }
        return plain.ToString();
    }
}

/// <summary>The marks a message declares in its header.</summary>
internal readonly record struct Hl7Delimiters(char Field, char Component, char Repetition, char Escape, char Part);
