namespace TwinGrid.Gateway.Api.Fhir.Writing;

/// <summary>What measured, where a resource says it: the names under which the twin hears what is in its record.</summary>
internal static class RecordDevices
{
    private const string Unsaid = "record", Said = "record-";

    /// <summary>A name that is the same each time for the same sources; two sources of one moment stay apart.</summary>
    public static string Name(IReadOnlyList<string> sources) => sources.Count == 0 ? Unsaid : $"{Said}{Origins.Words(string.Join(' ', sources))[..12].ToLowerInvariant()}";

    /// <summary>True where what a device of this name measured stands in the record as a resource.</summary>
    public static bool Is(string device) => device == Unsaid || (device.StartsWith(Said, StringComparison.Ordinal) && device.Length == Said.Length + 12);
}
