namespace TwinGrid.Trials.Protocols;

/// <summary>A protocol cannot be carried out as it is written: who wrote it must act.</summary>
public sealed class ProtocolException : Exception
{
    /// <param name="file">As it was named.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1.</param>
    /// <param name="path">Where in the protocol, such as <c>arms[1].dose</c>; empty: the whole.</param>
    /// <param name="reason">One sentence: what is wrong, with which value, and what would do.</param>
    public ProtocolException(string file, int line, int column, string path, string reason)
        : base($"'{file}', line {line}, column {column}{(path.Length > 0 ? $", {path}" : "")}: {reason}") =>
        (File, Line, Column, Path, Reason) = (file, line, column, path, reason);

    /// <summary>As it was named.</summary>
    public string File { get; }

    /// <summary>From 1.</summary>
    public int Line { get; }

    /// <summary>From 1.</summary>
    public int Column { get; }

    /// <summary>Where in the protocol, such as <c>arms[1].dose</c>.</summary>
    public string Path { get; }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason { get; }
}
