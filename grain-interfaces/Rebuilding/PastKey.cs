using TwinGrid.Patients;

namespace TwinGrid.Rebuilding;

/// <summary>Grain keys of views into the past: a twin's id, then what no twin's id can hold.</summary>
public static class PastKey
{
    private const char Separator = '@';

    /// <summary>A key for a view of its own.</summary>
    public static string New(TwinId twin) => $"{twin.Value}{Separator}{TwinId.NewRandom().Value}";

    public static bool IsPast(string key) => key.Contains(Separator);

    /// <summary>The twin that a key, living or past, belongs to.</summary>
    public static TwinId TwinOf(string key) => TwinId.Parse(key.IndexOf(Separator) is var cut and >= 0 ? key[..cut] : key);
}
