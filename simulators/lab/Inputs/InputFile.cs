using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Inputs;

/// <summary>Files that a command is given.</summary>
public static class InputFile
{
    /// <summary>The whole text.</summary>
    /// <exception cref="RefusedInputException">There is no such file, or it may not be read.</exception>
    public static string ReadText(string file) => Read(file, File.ReadAllText);

    /// <summary>The whole content.</summary>
    /// <exception cref="RefusedInputException">There is no such file, or it may not be read.</exception>
    public static byte[] ReadBytes(string file) => Read(file, File.ReadAllBytes);

    /// <summary>To be read bit by bit.</summary>
    /// <exception cref="RefusedInputException">There is no such file, or it may not be read.</exception>
    public static Stream Open(string file) => Read(file, File.OpenRead);

    private static T Read<T>(string file, Func<string, T> read)
    {
        if (Directory.Exists(file)) throw new RefusedInputException($"'{file}' is a folder, not a file.");
        if (!File.Exists(file)) throw new RefusedInputException($"'{file}' does not exist.");
        try
        {
            return read(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RefusedInputException($"'{file}' cannot be read: {error.Message}", error);
        }
    }
}
