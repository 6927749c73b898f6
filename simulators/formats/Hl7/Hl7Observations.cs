using System.Globalization;
using TwinGrid.Formats.Samples;

namespace TwinGrid.Formats.Hl7;

/// <summary>Reads the results of an ORU^R01: one for each OBX that holds a number in a code that may be a signal.</summary>
/// <remarks>
/// A result stands at the time its specimen was taken (SPM-17), else at its own (OBX-14), else at its order's (OBR-7), else at the message's: so that a preliminary result and the final one that replaces it
/// stand at the same time.
/// </remarks>
public static class Hl7Observations
{
    /// <summary>Reads all.</summary>
    /// <exception cref="UnreadableFileException">A time of the header or of a result cannot be read, or a number is none.</exception>
    public static IReadOnlyList<Hl7Observation> Read(Hl7Message message, ICollection<LeftOut> left)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(left);
        var header = message.Header;
        var local = Offset(header.Text(7));
        var sent = header.Text(7) is { Length: > 0 } text ? Hl7Times.Read(text, local) ?? throw new UnreadableFileException(header.Place(7), "must be a date and time") : (DateTimeOffset?)null;
        var (found, group) = (new List<Hl7Observation>(), new List<Hl7Segment>());
        Hl7Segment? order = null, specimen = null;
        void Close()
        {
            foreach (var result in group)
                if (One(result, order, specimen, sent, local, left) is { } observation) found.Add(observation);
            group.Clear();
            specimen = null;
        }
        foreach (var segment in message.Segments)
            switch (segment.Name)
            {
                case "OBR":
                    Close();
                    order = segment;
                    break;
                case "SPM": specimen ??= segment; break;
                case "OBX" when specimen is null: group.Add(segment); break; // what follows a specimen is about the specimen
            }
        Close();
        return found;
    }

    private static Hl7Observation? One(Hl7Segment result, Hl7Segment? order, Hl7Segment? specimen, DateTimeOffset? sent, TimeSpan local, ICollection<LeftOut> left)
    {
        var ((code, system), standing) = (Code(result), result.Text(11));
        void Leave(string reason) => left.Add(new(result.Place(5), code.Length is > 0 and <= 40 ? code : "OBX", reason));
        if (result.Text(2) is not ("NM" or "SN"))
        {
            Leave("is no number");
            return null;
        }
        Hl7Standing? kind = standing switch { "F" or "" => Hl7Standing.Final, "C" => Hl7Standing.Corrected, "P" or "R" or "S" => Hl7Standing.Preliminary, "W" or "D" => Hl7Standing.EnteredInError, _ => null };
        if (kind is null)
        {
            Leave($"has no result yet ({(standing.Length <= 2 ? standing : "OBX-11")})");
            return null;
        }
        var at = Time(specimen, 17, local) ?? Time(result, 14, local) ?? Time(order, 7, local) ?? sent ?? throw new UnreadableFileException(result.Place(14), "is missing, and OBR-7 and MSH-7 too");
        if (result.Repetitions(5) > 1)
        {
            Leave("has several values");
            return null;
        }
        if (kind == Hl7Standing.EnteredInError) return new(new(code, 0, result.Text(6), at, Source(result), result.Place(5), System: system), kind.Value);
        var number = result.Text(2) == "NM" ? result.Text(5) : Structured(result);
        if (number.Length == 0)
        {
            Leave(result.Text(2) == "SN" ? "is a range or a limit and no single number" : "has no value");
            return null;
        }
        if (!double.TryParse(Narrow(number), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) throw new UnreadableFileException(result.Place(5), "must be a number");
        var (ucum, isUnderstood) = Hl7Units.Read(result.Text(6));
        return new(new(code, value, ucum, at, Source(result), result.Place(5), isUnderstood ? $"unit {result.Text(6)} read as {ucum}" : null, system), kind.Value);
    }

    /// <summary>The code of LOINC where one of the two is, else that of JLAC10, else the first.</summary>
    private static (string Code, string? System) Code(Hl7Segment result) => (result.Text(3, 3), result.Text(3, 6)) switch
    {
        ("LN", _) => (result.Text(3), null),
        (_, "LN") => (result.Text(3, 4), null),
        (RecordedSample.Jlac10, _) => (result.Text(3), RecordedSample.Jlac10),
        (_, RecordedSample.Jlac10) => (result.Text(3, 4), RecordedSample.Jlac10),
        _ => (result.Text(3), null),
    };

    /// <summary>A structured number without comparison or range: <c>^182</c>.</summary>
    private static string Structured(Hl7Segment result) => result.Text(5, 1) is "" or "=" && result.Text(5, 3).Length == 0 ? result.Text(5, 2) : "";

    /// <summary>Full-width digits, as Japanese keyboards write them.</summary>
    private static string Narrow(string number) => string.Concat(number.Select(letter => letter switch { >= '０' and <= '９' => (char)(letter - '０' + '0'), '．' => '.', '－' => '-', _ => letter }));

    private static DateTimeOffset? Time(Hl7Segment? segment, int field, TimeSpan local)
    {
        if (segment?.Text(field) is not { Length: > 0 } text) return null;
        return Hl7Times.Read(text, local) ?? throw new UnreadableFileException(segment.Place(field), "must be a date and time");
    }

    private static TimeSpan Offset(string time) => time.IndexOfAny(['+', '-']) > 0 && Hl7Times.Read(time, TimeSpan.Zero) is { } read ? read.Offset : TimeSpan.Zero;

    private static string Source(Hl7Segment result) => result.Text(18);
}

/// <summary>A result of a message.</summary>
/// <param name="Sample">In codes and units of a vitals log; of one entered in error only code, time and source count.</param>
/// <param name="Standing">How firm it is.</param>
public readonly record struct Hl7Observation(RecordedSample Sample, Hl7Standing Standing);

/// <summary>How firm a result is (OBX-11).</summary>
public enum Hl7Standing : byte
{
    /// <summary>May be replaced.</summary>
    Preliminary = 0,
    Final = 1,
    Corrected = 2,

    /// <summary>Deleted, or of the wrong patient.</summary>
    EnteredInError = 3,
}
