using TwinGrid.Vitals;

namespace TwinGrid.VitalsLog;

/// <summary>A record of the log is damaged or missing. Everything before it can be read; nothing after it is, for the order of the log is a promise.</summary>
public sealed class VitalsLogCorruptException : VitalsLogException
{
    public VitalsLogCorruptException() { }
    public VitalsLogCorruptException(string message) : base(message) { }
    public VitalsLogCorruptException(string message, Exception inner) : base(message, inner) { }

    internal VitalsLogCorruptException(LogPosition position, string finding, Exception? inner = null)
        : base($"Record {position} of the vitals log is damaged: {finding}. Its partition is read up to the record before it; restore the log from a backup.", inner!) =>
        Position = position;

    /// <summary>Where the damage is.</summary>
    public LogPosition Position { get; private init; }

    /// <summary>With a sentence of its own.</summary>
    internal static VitalsLogCorruptException At(LogPosition position, string sentence) => new(sentence) { Position = position };
}
