using System.Globalization;
using System.Text;
using System.Text.Json;
using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Inputs;

/// <summary>
/// A JSON object from a file whose keys are asked for one by one. Whatever cannot be used is refused with its line and column;
/// so is, at the end, every key that nobody asked for. A key that is null is absent.
/// </summary>
public sealed class JsonInput
{
    private readonly JsonElement _root;
    private readonly JsonPlaces _places;
    private readonly List<string> _known = [];

    private JsonInput(string file, string text, JsonElement root, JsonPlaces places) => (File, FileText, _root, _places) = (file, text, root, places);

    /// <summary>The file as it was named.</summary>
    public string File { get; }

    /// <summary>The text of the file.</summary>
    public string FileText { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="RefusedInputException">There is no such file, it is no JSON object, or it holds a key twice.</exception>
    public static JsonInput Read(string file)
    {
        var text = InputFile.ReadText(file);
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var places = JsonPlaces.Of(bytes);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new RefusedInputException(file, 1, 1, "a JSON object { … } is wanted.");
            if (places.Twice is { } twice) throw new RefusedInputException(file, twice.Line, twice.Column, $"the key '{twice.Path}' stands here a second time.");
            return new(file, text, document.RootElement.Clone(), places);
        }
        catch (JsonException broken)
        {
            var reason = broken.Message.Split(" LineNumber:")[0].Split(". ")[0].TrimEnd('.');
            throw new RefusedInputException(file, (broken.LineNumber ?? 0) + 1, (broken.BytePositionInLine ?? 0) + 1, $"this is no JSON: {reason}.");
        }
    }

    /// <summary>A number; null where the key is absent.</summary>
    /// <param name="key">Its unit stands in its name.</param>
    /// <param name="low">Smallest that is taken.</param>
    /// <param name="high">Largest that is taken.</param>
    public double? Number(string key, double low, double high) => Find(key) is { } value ? Number(value, key, low, high) : null;

    /// <summary>A whole number; null where the key is absent.</summary>
    /// <inheritdoc cref="Number(string, double, double)"/>
    public int? WholeNumber(string key, int low, int high)
    {
        if (Number(key, low, high) is not { } value) return null;
        return value == Math.Floor(value) ? (int)value : throw Wrong(key, $"'{key}' is {Show(value)}, but must be a whole number.");
    }

    /// <summary>True or false; null where the key is absent.</summary>
    public bool? Flag(string key) => Find(key) is { } value
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(key, $"'{key}' is {value.GetRawText()}, but must be true or false.")
        : null;

    /// <summary>A text; null where the key is absent.</summary>
    public string? Text(string key) => Find(key) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : throw Wrong(key, $"'{key}' is {value.GetRawText()}, but must be a text.")
        : null;

    /// <summary>Amounts by the minute, as in <c>{"60": 45}</c>; empty where the key is absent.</summary>
    /// <param name="end">Minutes lie before this.</param>
    /// <param name="most">Largest amount that is taken.</param>
    public IReadOnlyDictionary<int, double> ByMinute(string key, int end, double most)
    {
        var amounts = new Dictionary<int, double>();
        if (Find(key) is not { } value) return amounts;
        if (value.ValueKind != JsonValueKind.Object) throw Wrong(key, $"'{key}' is {value.GetRawText()}, but must be amounts by the minute such as {{\"60\": 45}}.");
        foreach (var entry in value.EnumerateObject())
        {
            var path = $"{key}.{entry.Name}";
            if (!int.TryParse(entry.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var minute) || minute >= end)
                throw Wrong(path, $"'{entry.Name}' in '{key}' is no minute from 0 to {end - 1}.");
            if (!amounts.TryAdd(minute, Number(entry.Value, path, 0, most))) throw Wrong(path, $"'{key}' has minute {minute} twice.");
        }
        return amounts;
    }

    /// <summary>To be called when all known keys were asked for.</summary>
    /// <exception cref="RefusedInputException">The file has another key.</exception>
    public void RefuseOthers()
    {
        foreach (var name in _root.EnumerateObject().Select(property => property.Name).Except(_known, StringComparer.Ordinal))
            throw Wrong(name, $"the key '{name}' is unknown; known are {string.Join(", ", _known)}.");
    }

    /// <summary>What is wrong at a key; its line and column are added, or those of what should hold it.</summary>
    public RefusedInputException Wrong(string path, string reason)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_places.Find(path) is { } place) return new(File, place.Line, place.Column, reason);
        return path.LastIndexOf('.') is var dot && dot > 0 ? Wrong(path[..dot], reason) : new(File, 1, 1, reason);
    }

    private JsonElement? Find(string key)
    {
        _known.Add(key);
        return _root.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private double Number(JsonElement value, string path, double low, double high)
    {
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number)) throw Wrong(path, $"'{path}' is {value.GetRawText()}, but must be a number.");
        return number >= low && number <= high ? number : throw Wrong(path, $"'{path}' is {value.GetRawText()}, but must lie from {Show(low)} to {Show(high)}.");
    }

    private static string Show(double value) => value.ToString("G10", CultureInfo.InvariantCulture);
}
