using System.Globalization;
using System.Text.Json;

namespace TwinGrid.Gateway.Api.Bodies;

/// <summary>
/// Reads the fields of one JSON object by hand and gathers everything that is wrong, each with its path and reason, instead of stopping at the first.
/// What cannot be read comes back as null or default; ask <see cref="FieldErrors.Any"/> before believing anything.
/// </summary>
internal readonly struct JsonFields
{
    private readonly JsonElement _object;
    private readonly string _path;
    private readonly FieldErrors _errors;

    /// <param name="names">Every field the object may have; others are named as errors, for a misspelt optional field must not pass in silence.</param>
    public JsonFields(JsonElement element, string path, FieldErrors errors, params ReadOnlySpan<string> names)
    {
        (_object, _path, _errors) = (element, path, errors);
        foreach (var property in element.EnumerateObject())
            if (!IsOneOf(property, names)) errors.Add(At(NameOf(property)), $"is no field here; known are {string.Join(", ", names!)}");
    }

    public bool Has(string name) => _object.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    public void Wrong(string name, string reason) => _errors.Add(At(name), reason);

    /// <summary>Text of 1 to <paramref name="longest"/> characters, none of them a control character.</summary>
    public string? Text(string name, int longest, bool isRequired = true) =>
        Find(name, isRequired, JsonValueKind.String, "text", out var value) ? Checked(name, value, longest) : null;

    public double? Number(string name, double low, double high, bool isRequired = true)
    {
        if (!Find(name, isRequired, JsonValueKind.Number, "a number", out var value)) return null;
        if (value.TryGetDouble(out var number) && number >= low && number <= high) return number;
        return Wrong<double?>(name, string.Create(CultureInfo.InvariantCulture, $"must be from {low} to {high}"));
    }

    public long? Whole(string name, long low, long high, bool isRequired = true)
    {
        if (!Find(name, isRequired, JsonValueKind.Number, "a whole number", out var value)) return null;
        if (!value.TryGetInt64(out var number)) return Wrong<long?>(name, "must be a whole number");
        return number >= low && number <= high ? number : Wrong<long?>(name, low == 0 && high == long.MaxValue ? "must not be negative" : $"must be from {low} to {high}");
    }

    public DateTimeOffset? Instant(string name, bool isRequired = true)
    {
        if (Text(name, 40, isRequired) is not { } text) return null;
        return Instants.TryParse(text, out var instant) ? instant : Wrong<DateTimeOffset?>(name, Instants.Wanted);
    }

    public DateOnly? Day(string name, DateOnly first, DateOnly last)
    {
        if (Text(name, 10) is not { } text) return null;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return Wrong<DateOnly?>(name, "must be a date such as 1961-04-30");
        return day >= first && day <= last ? day : Wrong<DateOnly?>(name, $"must be from {first:yyyy-MM-dd} to {last:yyyy-MM-dd}");
    }

    /// <summary>One of a few words.</summary>
    public T? Choice<T>(string name, IReadOnlyList<(string Word, T Meaning)> words, bool isRequired = true)
        where T : struct
    {
        if (Text(name, 64, isRequired) is not { } text) return null;
        foreach (var (word, meaning) in words)
            if (string.Equals(word, text, StringComparison.Ordinal)) return meaning;
        return Wrong<T?>(name, $"must be one of {string.Join(", ", words.Select(w => w.Word))}");
    }

    public IReadOnlyList<string> Texts(string name, int most, int longest)
    {
        if (!Find(name, isRequired: false, JsonValueKind.Array, "a list of texts", out var list)) return [];
        if (list.GetArrayLength() > most) return Wrong<IReadOnlyList<string>>(name, $"must have at most {most} entries") ?? [];
        var (texts, index) = (new List<string>(), 0);
        foreach (var item in list.EnumerateArray())
        {
            var place = $"{name}[{index++}]";
            if (item.ValueKind != JsonValueKind.String) Wrong(place, "must be text");
            else if (Checked(place, item, longest) is { } text) texts.Add(text);
        }
        return texts;
    }

    /// <summary>The objects of a list with their paths; wrong ones are named and left out.</summary>
    public IEnumerable<(JsonElement Element, string Path)> Objects(string name, int fewest, int most)
    {
        if (!Find(name, isRequired: true, JsonValueKind.Array, "a list", out var list)) yield break;
        var count = list.GetArrayLength();
        if (count < fewest) Wrong(name, "must not be empty");
        if (count > most) Wrong(name, $"must have at most {most} entries");
        if (count < fewest || count > most) yield break;
        var index = 0;
        foreach (var item in list.EnumerateArray())
        {
            var place = At($"{name}[{index++}]");
            if (item.ValueKind == JsonValueKind.Object) yield return (item, place);
            else _errors.Add(place, "must be an object");
        }
    }

    /// <summary>The raw value of a field that may have several kinds; null, and named, when it is missing.</summary>
    public JsonElement? Raw(string name)
    {
        if (Has(name)) return _object.GetProperty(name);
        Wrong(name, "is missing");
        return null;
    }

    private bool Find(string name, bool isRequired, JsonValueKind kind, string wanted, out JsonElement value)
    {
        if (!_object.TryGetProperty(name, out value) || value.ValueKind == JsonValueKind.Null)
        {
            if (isRequired) Wrong(name, "is missing");
            return false;
        }
        if (value.ValueKind == kind) return true;
        Wrong(name, $"must be {wanted}");
        return false;
    }

    private string? Checked(string name, JsonElement value, int longest)
    {
        if (Unescaped(value) is not { } text) return Wrong<string>(name, "is not valid Unicode");
        if (string.IsNullOrWhiteSpace(text)) return Wrong<string>(name, "must not be empty");
        if (text.Length > longest) return Wrong<string>(name, $"must have at most {longest} characters");
        return text.Any(char.IsControl) ? Wrong<string>(name, "must not hold control characters") : text;
    }

    private T? Wrong<T>(string name, string reason)
    {
        Wrong(name, reason);
        return default;
    }

    private string At(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private static bool IsOneOf(JsonProperty property, ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (property.NameEquals(name)) return true;
        return false;
    }

    private static string NameOf(JsonProperty property) => property.Name is { Length: > 64 } name ? name[..64] : property.Name;

    /// <summary>JSON can escape half a surrogate pair, which is no text.</summary>
    private static string? Unescaped(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
