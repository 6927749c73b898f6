namespace TwinGrid.Formats;

/// <summary>A file or message cannot be read: who gave it must act. Nothing of it is used.</summary>
/// <param name="place">Where: a line, a path, a segment and field; empty where it is the whole.</param>
/// <param name="reason">What is wrong there; continues a sentence that begins with the place.</param>
public sealed class UnreadableFileException(string place, string reason) : Exception(place.Length > 0 ? $"{place}: {reason}" : reason)
{
    /// <summary>Where; empty where it is the whole.</summary>
    public string Place { get; } = place;

    /// <summary>What is wrong there.</summary>
    public string Reason { get; } = reason;
}
