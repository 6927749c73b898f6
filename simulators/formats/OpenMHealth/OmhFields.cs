using System.Text.Json;

namespace TwinGrid.Formats.OpenMHealth;

/// <summary>Reads fields that may be anything.</summary>
internal static class OmhFields
{
    /// <summary>Null where it is not there or no text; letters that are no Unicode count as no text.</summary>
    public static string? Text(JsonElement element, string name)
    {
        if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null; // half of a surrogate pair
        }
    }
}
