using System.Text;
using System.Text.Json;

namespace TwinGrid.Lab.Inputs;

/// <summary>Where the keys of a JSON text stand.</summary>
internal sealed class JsonPlaces
{
    private readonly Dictionary<string, JsonPlace> _places = new(StringComparer.Ordinal);

    /// <summary>A key that stands in its object a second time; null where there is none.</summary>
    public JsonPlace? Twice { get; private set; }

    /// <summary>Reads through a text.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static JsonPlaces Of(byte[] json)
    {
        var places = new JsonPlaces();
        var reader = new Utf8JsonReader(json);
        var above = new Stack<(string Path, bool IsArray)>();
        var key = "";
        while (reader.Read())
        {
            if (above.TryPeek(out var holder) && holder.IsArray) key = $"{holder.Path}{reader.TokenStartIndex}"; // what an array holds has no name
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    key = holder.Path + reader.GetString();
                    places.Add(PlaceOf(json, (int)reader.TokenStartIndex, key));
                    break;
                case JsonTokenType.StartObject or JsonTokenType.StartArray:
                    above.Push((above.Count == 0 ? "" : key + ".", reader.TokenType == JsonTokenType.StartArray));
                    break;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    above.Pop();
                    break;
            }
        }
        return places;
    }

    /// <summary>Where a key stands, by its path such as <c>mealsG.60</c>.</summary>
    public JsonPlace? Find(string path) => _places.TryGetValue(path, out var place) ? place : null;

    private void Add(JsonPlace place)
    {
        if (!_places.TryAdd(place.Path, place)) Twice ??= place;
    }

    private static JsonPlace PlaceOf(byte[] json, int at, string path)
    {
        var before = json.AsSpan(0, at);
        var line = before.LastIndexOf((byte)'\n') + 1;
        return new(path, before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[line..]) + 1);
    }
}

/// <summary>A key and where it stands; line and column from 1.</summary>
internal readonly record struct JsonPlace(string Path, int Line, int Column);
