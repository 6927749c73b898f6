using System.Globalization;
using System.IO.Compression;
using System.Xml;
using TwinGrid.Formats.Samples;

namespace TwinGrid.Formats.AppleHealth;

/// <summary>
/// Reads an export of Apple Health, <c>export.xml</c> or the <c>export.zip</c> around it, record by record, so that years of a watch need little room. Times carry the offset they were recorded with.
/// </summary>
public static class AppleHealthReader
{
    private const string TimeForm = "yyyy-MM-dd HH:mm:ss zzz";
    private const int LongestSource = 64;

    private static readonly DateTimeOffset Earliest = new(1900, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <param name="file">From where it stands to its end; can seek where it is a zip; is left open.</param>
    /// <param name="mostCharacters">How much text is read at most, unpacked.</param>
    /// <exception cref="UnreadableFileException">It is no export, or is cut off; what went to the sink before should not be used.</exception>
    public static void Read(Stream file, ISampleSink sink, long mostCharacters = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(sink);
        try
        {
            if (!file.CanSeek || !IsZip(file))
            {
                ReadXml(file, sink, mostCharacters);
                return;
            }
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            var entry = zip.Entries.FirstOrDefault(entry => entry.Name is "export.xml" or "Export.xml") ?? throw new UnreadableFileException("", "the zip holds no export.xml");
            using var xml = entry.Open();
            ReadXml(xml, sink, mostCharacters);
        }
        catch (InvalidDataException broken)
        {
            throw new UnreadableFileException("", $"the zip is damaged: {broken.Message}");
        }
    }

    private static bool IsZip(Stream file)
    {
        var (from, head) = (file.Position, new byte[2]);
        var read = file.ReadAtLeast(head, 2, throwOnEndOfStream: false);
        file.Position = from;
        return read == 2 && head is [(byte)'P', (byte)'K'];
    }

    private static void ReadXml(Stream xml, ISampleSink sink, long mostCharacters)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null, IgnoreComments = true, IgnoreWhitespace = true, IgnoreProcessingInstructions = true, MaxCharactersInDocument = mostCharacters, CloseInput = false };
        using var reader = XmlReader.Create(xml, settings);
        try
        {
            if (reader.MoveToContent() != XmlNodeType.Element || reader.Name != "HealthData") throw new UnreadableFileException(Place(reader), "must be HealthData: this is no export of Apple Health");
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element) continue;
                if (reader.Name == "Record") Record(reader, sink);
                else if (reader is { Name: "Workout" or "ActivitySummary" or "ClinicalRecord", Depth: 1 }) sink.Leave(new(Place(reader), reader.Name, "has no signal here"));
            }
        }
        catch (XmlException wrong)
        {
            throw new UnreadableFileException($"line {wrong.LineNumber}, column {wrong.LinePosition}", "the XML breaks here, ends too early, or is too long");
        }
    }

    private static void Record(XmlReader reader, ISampleSink sink)
    {
        var (place, name) = (Place(reader), reader.GetAttribute("type") ?? "");
        var shown = name.Length is 0 or > 80 || !name.All(char.IsAsciiLetterOrDigit) ? "Record" : name;
        if (name == AppleHealthTypes.Sleep)
        {
            Slept(reader, sink, place);
            return;
        }
        var kind = name.StartsWith(AppleHealthTypes.Prefix, StringComparison.Ordinal) ? name[AppleHealthTypes.Prefix.Length..] : "";
        if (!AppleHealthTypes.All.TryGetValue(kind, out var type))
        {
            sink.Leave(new(place, shown, kind == AppleHealthTypes.BodyMassIndex && reader.GetAttribute("unit") == "count" ? "has no signal here (its unit 'count' would be kg/m2)" : "has no signal here"));
            return;
        }
        if (!double.TryParse(reader.GetAttribute("value"), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)) sink.Leave(new(place, shown, "value is no number"));
        else if (type.Units.FirstOrDefault(unit => unit.Written == reader.GetAttribute("unit")) is not { Ucum: { } ucum }) sink.Leave(new(place, shown, "unit is not known"));
        else if (Time(reader, type.AddsUp ? "endDate" : "startDate") is not { } at) sink.Leave(new(place, shown, "time cannot be read"));
        else if (type.IsShare && value <= 1) sink.Take(new(type.Code, value * 100, ucum, at, Source(reader), place, "a share of 1 written as %"));
        else sink.Take(new(type.Code, value, ucum, at, Source(reader), place));
    }

    /// <summary>Of sleep only the time asleep counts; in bed and awake are told apart from it.</summary>
    private static void Slept(XmlReader reader, ISampleSink sink, string place)
    {
        var value = reader.GetAttribute("value") ?? "";
        if (!value.StartsWith("HKCategoryValueSleepAnalysisAsleep", StringComparison.Ordinal)) sink.Leave(new(place, AppleHealthTypes.Sleep, "is not asleep"));
        else if (Time(reader, "startDate") is not { } start || Time(reader, "endDate") is not { } end || end <= start) sink.Leave(new(place, AppleHealthTypes.Sleep, "time cannot be read"));
        else sink.Take(new("93832-4", (end - start).TotalHours, "h", end, Source(reader), place));
    }

    private static DateTimeOffset? Time(XmlReader reader, string attribute) =>
        DateTimeOffset.TryParseExact(reader.GetAttribute(attribute), TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && at > Earliest ? at : null;

    private static string Source(XmlReader reader) => reader.GetAttribute("sourceName") is { } source ? source.Length <= LongestSource ? source : source[..LongestSource] : "";

    private static string Place(XmlReader reader) => reader is IXmlLineInfo line && line.HasLineInfo() ? $"line {line.LineNumber}" : "";
}
