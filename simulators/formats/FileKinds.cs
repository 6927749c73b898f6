using System.IO.Compression;
using System.Text.Json;
using System.Xml;

namespace TwinGrid.Formats;

/// <summary>Tells what a file is by what stands in it; its name does not matter.</summary>
public static class FileKinds
{
    private const int Looked = 1 << 20;

    private static readonly string[] Words = ["fhir", "hl7", "uke", "genome", "open-mhealth", "apple-health", "nightscout"];

    /// <summary>The word for a kind, as commands and addresses have it.</summary>
    public static string Word(this FileKind kind) => Words[(int)kind];

    /// <summary>What a file is; null where it is nothing that is known here.</summary>
    /// <param name="file">Can seek; stands where it stood before, afterwards.</param>
    public static FileKind? Recognise(Stream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var from = file.Position;
        try
        {
            var head = Head(file);
            if (head.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b])) return Packed(file, from);
            return head.AsSpan().StartsWith("PK"u8) ? Zipped(file, from) : Text(head);
        }
        finally
        {
            file.Position = from;
        }
    }

    private static byte[] Head(Stream file)
    {
        var buffer = new byte[Looked];
        return buffer[..file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }

    private static FileKind? Packed(Stream file, long from)
    {
        file.Position = from;
        try
        {
            using var gzip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true);
            return Text(Head(gzip)) is (FileKind.Genome or FileKind.Fhir) and var kind ? kind : null;
        }
        catch (InvalidDataException)
        {
            return null; // damaged in its first piece
        }
    }

    private static FileKind? Zipped(Stream file, long from)
    {
        file.Position = from;
        try
        {
            using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            return zip.Entries.Any(entry => entry.Name is "export.xml" or "Export.xml") ? FileKind.AppleHealth : null;
        }
        catch (InvalidDataException)
        {
            return null; // no zip after all
        }
    }

    private static FileKind? Text(byte[] head)
    {
        ReadOnlySpan<byte> text = head;
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        text = text.TrimStart(" \t\r\n\v"u8);
        if (text.StartsWith("##fileformat=VCF"u8)) return FileKind.Genome;
        if (text.StartsWith("MSH"u8) || text.StartsWith("FHS"u8) || text.StartsWith("BHS"u8)) return FileKind.Hl7;
        if (text.StartsWith("IR,"u8)) return FileKind.Claims;
        if (text.StartsWith("<"u8)) return Xml(head);
        return text.StartsWith("{"u8) || text.StartsWith("["u8) ? Json(text, head.Length < Looked) : null;
    }

    private static FileKind? Xml(byte[] head)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null };
        using var reader = XmlReader.Create(new MemoryStream(head, writable: false), settings);
        try
        {
            if (reader.MoveToContent() != XmlNodeType.Element) return null;
            return reader.NamespaceURI == "http://hl7.org/fhir" ? FileKind.Fhir : reader.Name == "HealthData" ? FileKind.AppleHealth : null;
        }
        catch (XmlException)
        {
            return null; // it breaks before it says what it is
        }
    }

    private static FileKind? Json(ReadOnlySpan<byte> text, bool isWhole)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(text, isWhole, default);
        try
        {
            var depth = -1;
            while (reader.Read())
            {
                if (depth < 0 && reader.TokenType == JsonTokenType.StartObject) depth = reader.CurrentDepth + 1;
                else if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == depth) names.Add(reader.GetString()!);
                else if (reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth - 1) break; // the first tells for all
            }
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // What stood before it broke is enough to say who must be asked what is wrong with it.
        }
        if (names.Contains("resourceType")) return FileKind.Fhir;
        if (names.Overlaps(["sgv", "mbg", "eventType", "dateString"])) return FileKind.Nightscout;
        return names.Overlaps(["header", "body", "effective_time_frame"]) ? FileKind.OpenMHealth : null;
    }
}
