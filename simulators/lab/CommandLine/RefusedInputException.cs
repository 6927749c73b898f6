namespace TwinGrid.Lab.CommandLine;

/// <summary>What the person at the keyboard gave cannot be used: one sentence that says what, where and why.</summary>
public sealed class RefusedInputException : Exception
{
    /// <param name="sentence">For the person; it names the file or option.</param>
    public RefusedInputException(string sentence, Exception? cause = null)
        : base(sentence, cause)
    {
    }

    /// <summary>A place in a file.</summary>
    /// <param name="file">The file as it was named.</param>
    /// <param name="line">From 1.</param>
    /// <param name="column">From 1, or a column's name.</param>
    /// <param name="reason">What is wrong there.</param>
    public RefusedInputException(string file, long line, object column, string reason)
        : base($"'{file}', line {line}, column {column}: {reason}")
    {
    }
}
