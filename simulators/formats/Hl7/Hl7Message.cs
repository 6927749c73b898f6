using System.Text;

namespace TwinGrid.Formats.Hl7;

/// <summary>A message of HL7 v2 (2.1 to 2.9), segments between carriage returns. A byte order mark before MSH, and line feeds, are put up with.</summary>
public sealed class Hl7Message
{
    private const int MostSegments = 20_000;

    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private Hl7Message(IReadOnlyList<Hl7Segment> segments) => Segments = segments;

    /// <summary>MSH first.</summary>
    public IReadOnlyList<Hl7Segment> Segments { get; }

    /// <summary>MSH.</summary>
    public Hl7Segment Header => Segments[0];

    /// <summary>Such as ORU.</summary>
    public string Kind => Header.Text(9);

    /// <summary>Such as R01.</summary>
    public string Trigger => Header.Text(9, 2);

    /// <summary>The sender's own number of the message.</summary>
    public string ControlId => Header.Text(10);

    /// <summary>Reads a message.</summary>
    /// <exception cref="UnreadableFileException">It is none; the place is a segment and field where that can be said.</exception>
    public static Hl7Message Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var text = Decoded(bytes).Replace("\r\n", "\r", StringComparison.Ordinal).Replace('\n', '\r').Trim('\r', ' ', '\uFEFF');
        if (!text.StartsWith("MSH", StringComparison.Ordinal) || text.Length < 9) throw new UnreadableFileException("MSH", "must begin the message");
        var marks = new Hl7Delimiters(text[3], text[4], text[5], text[6], text[7]);
        if (char.IsLetterOrDigit(marks.Field) || marks.Field is '\r' or ' ' || new HashSet<char> { marks.Field, marks.Component, marks.Repetition, marks.Escape, marks.Part }.Count < 5)
            throw new UnreadableFileException("MSH[1]-2", "must be four marks that differ from each other and from the one between fields");
        var (segments, times) = (new List<Hl7Segment>(), new Dictionary<string, int>(StringComparer.Ordinal));
        foreach (var line in text.Split('\r', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Trim().Length == 0) continue;
            if (line.Length < 3 || !line.AsSpan(0, 3).ToString().All(char.IsAsciiLetterOrDigit) || (line.Length > 3 && line[3] != marks.Field)) throw new UnreadableFileException($"segment {segments.Count + 1}", "has no name of three letters");
            if (segments.Count == MostSegments) throw new UnreadableFileException($"segment {MostSegments + 1}", $"is one too many; a message may have {MostSegments}");
            segments.Add(new(line, marks, times[line[..3]] = times.GetValueOrDefault(line[..3]) + 1));
        }
        return new(segments);
    }

    /// <summary>What MSH-18 says, else UTF-8, else Latin-1.</summary>
    private static string Decoded(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)'\r', (byte)'\n');
        var header = Encoding.Latin1.GetString(end < 0 ? bytes : bytes[..end]);
        var cells = header.Length > 3 ? header.Split(header[3]) : [];
        var set = cells.Length > 17 ? cells[17] : "";
        if (set.Contains("ISO IR87", StringComparison.Ordinal) || set.Contains("ISO IR 87", StringComparison.Ordinal)) return CodePagesEncodingProvider.Instance.GetEncoding("iso-2022-jp")!.GetString(bytes);
        if (set.StartsWith("8859/1", StringComparison.Ordinal)) return Encoding.Latin1.GetString(bytes);
        try
        {
            return Utf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
