using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Xml;

namespace TwinGrid.Formats.Fhir;

/// <summary>Counts what a file of FHIR R4 holds: a bundle, a resource, or a resource a line; JSON or XML, packed with gzip or not. Whether each is right FHIR is for the grid to say.</summary>
public static class FhirFile
{
    private const string Namespace = "http://hl7.org/fhir";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 64 };

    /// <summary>Reads the whole file.</summary>
    /// <param name="file">Can seek; is left open.</param>
    /// <param name="mostBytes">How much is read at most, unpacked.</param>
    /// <exception cref="UnreadableFileException">It is damaged, too long, or something in it does not say what it is.</exception>
    public static FhirContents Read(Stream file, long mostBytes = 64 << 20)
    {
        ArgumentNullException.ThrowIfNull(file);
        var bytes = Unpacked(file, mostBytes);
        if (bytes.AsSpan().StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        return bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("<"u8) ? Xml(bytes) : Json(bytes);
    }

    private static byte[] Unpacked(Stream file, long mostBytes)
    {
        var head = new byte[2];
        var from = file.Position;
        var isPacked = file.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2 && head is [0x1f, 0x8b];
        file.Position = from;
        using var gzip = isPacked ? new GZipStream(file, CompressionMode.Decompress, leaveOpen: true) : null;
        using var held = new MemoryStream();
        var (source, buffer) = ((Stream?)gzip ?? file, new byte[64 << 10]);
        try
        {
            while (source.Read(buffer) is > 0 and var read)
            {
                held.Write(buffer, 0, read);
                if (held.Length > mostBytes) throw new UnreadableFileException("", $"is longer than {mostBytes} bytes, unpacked");
            }
        }
        catch (InvalidDataException)
        {
            throw new UnreadableFileException("", "is packed and damaged");
        }
        return held.ToArray();
    }

    private static FhirContents Json(byte[] bytes)
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (Lines(bytes) is { } lines)
        {
            foreach (var (number, range) in lines)
            {
                using var line = Parsed(bytes.AsMemory(range), $"line {number}");
                Count(kinds, line.RootElement, $"line {number}");
            }
            return new("lines", null, lines.Count, kinds);
        }
        using var document = Parsed(bytes, null);
        var root = document.RootElement;
        if (Kind(root) != "Bundle")
        {
            Count(kinds, root, "");
            return new("json", null, 1, kinds);
        }
        var entries = root.TryGetProperty("entry", out var entry) && entry.ValueKind == JsonValueKind.Array ? entry.GetArrayLength() : 0;
        for (var i = 0; i < entries; i++)
            if (entry[i].ValueKind == JsonValueKind.Object && entry[i].TryGetProperty("resource", out var resource)) Count(kinds, resource, $"Bundle.entry[{i}].resource");
        return new("json", root.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null, kinds.Values.Sum(), kinds);
    }

    /// <summary>The lines of which each is an object; null where one resource goes over many.</summary>
    public static IReadOnlyList<(int Number, Range Range)>? Lines(byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var (lines, number) = (new List<(int, Range)>(), 0);
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            number++;
            var line = bytes.AsSpan(range).Trim(" \t\r"u8);
            if (line.Length == 0) continue;
            if (line[0] != (byte)'{' || line[^1] != (byte)'}') return null;
            lines.Add((number, range));
        }
        return lines.Count > 1 ? lines : null;
    }

    private static JsonDocument Parsed(ReadOnlyMemory<byte> json, string? line)
    {
        try
        {
            return JsonDocument.Parse(json, Strict);
        }
        catch (JsonException wrong)
        {
            throw new UnreadableFileException(line ?? string.Create(CultureInfo.InvariantCulture, $"line {wrong.LineNumber + 1}"), string.Create(CultureInfo.InvariantCulture, $"the JSON breaks at byte {wrong.BytePositionInLine + 1}, nests too deep, or names a property twice"));
        }
    }

    private static void Count(SortedDictionary<string, int> kinds, JsonElement resource, string place)
    {
        var kind = Kind(resource) ?? throw new UnreadableFileException(place, "does not say what it is: resourceType is missing");
        kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
    }

    private static string? Kind(JsonElement resource)
    {
        try
        {
            return resource.ValueKind == JsonValueKind.Object && resource.TryGetProperty("resourceType", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() is { Length: > 0 and <= 64 } kind && kind.All(char.IsAsciiLetter) ? kind : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }

    private static FhirContents Xml(byte[] bytes)
    {
        var kinds = new SortedDictionary<string, int>(StringComparer.Ordinal);
        using var reader = XmlReader.Create(new MemoryStream(bytes, writable: false), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        try
        {
            if (reader.MoveToContent() != XmlNodeType.Element || reader.NamespaceURI != Namespace) throw new UnreadableFileException("line 1", "is no resource of FHIR");
            var (root, bundle, within) = (reader.LocalName, (string?)null, false);
            while (reader.Read())
            {
                if (root != "Bundle" || reader.NodeType != XmlNodeType.Element) continue;
                if (reader is { Depth: 1, LocalName: "type" }) bundle = reader.GetAttribute("value");
                else if (within && reader.Depth == 3) kinds[reader.LocalName] = kinds.GetValueOrDefault(reader.LocalName) + 1;
                within = reader.Depth switch { 2 => reader.LocalName == "resource", 3 => within, _ => within && reader.Depth > 2 };
            }
            if (root != "Bundle") kinds[root] = 1;
            return new("xml", bundle, kinds.Values.Sum(), kinds);
        }
        catch (XmlException wrong)
        {
            throw new UnreadableFileException($"line {wrong.LineNumber}, column {wrong.LinePosition}", "the XML breaks here");
        }
    }
}
