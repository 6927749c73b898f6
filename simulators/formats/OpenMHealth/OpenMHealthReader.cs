using System.Globalization;
using System.Text.Json;
using TwinGrid.Formats.Samples;

namespace TwinGrid.Formats.OpenMHealth;

/// <summary>
/// Reads data points of Open mHealth (openmhealth.org/schemas): one, an array of them, or one a line; each with header and body, or a body alone. What a schema refuses is refused.
/// </summary>
public static class OpenMHealthReader
{
    private const string Namespace = "omh";

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 32, AllowDuplicateProperties = false };

    /// <summary>Reads a file's bytes.</summary>
    /// <param name="schema">Name and version of bodies without a header, such as <c>heart-rate/2.0</c>; else they are known by their fields and held to the newest version.</param>
    /// <exception cref="UnreadableFileException">It is no JSON, or a data point is not of its schema; the place has line and field. Nothing should be used then.</exception>
    public static void Read(ReadOnlyMemory<byte> utf8, ISampleSink sink, string? schema = null)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        if (TryParse(utf8, out var whole, out var fault))
        {
            using (whole)
            {
                if (whole.RootElement.ValueKind == JsonValueKind.Array)
                {
                    var i = 0;
                    foreach (var point in whole.RootElement.EnumerateArray()) Point(point, $"[{i++}]", schema, sink);
                }
                else
                {
                    Point(whole.RootElement, "", schema, sink);
                }
            }
            return;
        }
        Lines(utf8, sink, schema, fault!);
    }

    private static void Lines(ReadOnlyMemory<byte> utf8, ISampleSink sink, string? schema, string fault)
    {
        var number = 0;
        while (utf8.Length > 0)
        {
            var end = utf8.Span.IndexOf((byte)'\n');
            var line = end < 0 ? utf8 : utf8[..end];
            utf8 = end < 0 ? default : utf8[(end + 1)..];
            number++;
            if (line.Span.Trim(" \r\t"u8).Length == 0) continue;
            if (!TryParse(line, out var point, out _)) throw new UnreadableFileException(number == 1 ? "" : $"line {number}", number == 1 ? fault : "is no JSON");
            using (point) Point(point.RootElement, $"line {number}", schema, sink);
        }
        if (number == 0) throw new UnreadableFileException("", "the file is empty");
    }

    private static bool TryParse(ReadOnlyMemory<byte> utf8, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out JsonDocument? document, out string? fault)
    {
        try
        {
            (document, fault) = (JsonDocument.Parse(utf8, Strict), null);
            return true;
        }
        catch (JsonException error)
        {
            (document, fault) = (null, string.Create(CultureInfo.InvariantCulture, $"the JSON breaks at line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}"));
            return false;
        }
    }

    private static void Point(JsonElement point, string place, string? schema, ISampleSink sink)
    {
        if (point.ValueKind != JsonValueKind.Object) throw new UnreadableFileException(place, "must be an object: a data point or its body");
        var (body, source) = (point, "");
        if (point.TryGetProperty("header", out var header) && point.TryGetProperty("body", out body))
        {
            if (header.ValueKind != JsonValueKind.Object || !header.TryGetProperty("schema_id", out var id) || id.ValueKind != JsonValueKind.Object) throw new UnreadableFileException(In(place, "header.schema_id"), "is missing");
            if (OmhFields.Text(id, "namespace") is { } space && space != Namespace)
            {
                sink.Leave(new(place, $"{space}:{OmhFields.Text(id, "name")}", "is no schema of Open mHealth"));
                return;
            }
            schema = $"{OmhFields.Text(id, "name")}/{OmhFields.Text(id, "version")}";
            if (header.TryGetProperty("acquisition_provenance", out var provenance)) source = OmhFields.Text(provenance, "source_name") ?? "";
            place = In(place, "body");
        }
        if (body.ValueKind != JsonValueKind.Object) throw new UnreadableFileException(place, "must be an object");
        var (known, version) = schema is null ? Guessed(body, place) : Named(schema, place);
        if (known is null)
        {
            sink.Leave(new(place, schema!, "has no signal here"));
            return;
        }
        new OmhBody(body, place, known, version).Put(source, sink);
    }

    private static (OmhSchema? Schema, decimal Version) Named(string schema, string place)
    {
        var parts = schema.Split('/');
        if (parts.Length != 2 || !decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)) throw new UnreadableFileException(place, $"the schema '{Short(schema)}' must be a name and a version such as heart-rate/2.0");
        var found = OmhSchema.All.FirstOrDefault(one => one.Name == parts[0]);
        if (found is null) return (null, 0);
        var version = string.Join('.', parts[1].Split('.').Take(2));
        if (!version.Contains('.', StringComparison.Ordinal)) version += ".0";
        if (!found.Versions.Contains(version, StringComparer.Ordinal)) throw new UnreadableFileException(place, $"{found.Name} has no version {Short(parts[1])} here; it has {string.Join(", ", found.Versions)}");
        return (found, decimal.Parse(version, CultureInfo.InvariantCulture));
    }

    private static (OmhSchema Schema, decimal Version) Guessed(JsonElement body, string place)
    {
        var found = OmhSchema.All.FirstOrDefault(schema => schema.Measures.Any(measure => body.TryGetProperty(measure.Field, out _))) ?? throw new UnreadableFileException(place, "has no field of a schema that is known here");
        return (found, decimal.Parse(found.Versions[^1], CultureInfo.InvariantCulture));
    }

    private static string In(string place, string field) => place.Length == 0 ? field : $"{place}.{field}";

    private static string Short(string text) => text.Length <= 40 ? text : text[..40];
}
