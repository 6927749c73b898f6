using TwinGrid.Lab.CommandLine;

namespace TwinGrid.Lab.Results;

/// <summary>Files a command leaves: whole, or not at all.</summary>
internal static class OutputFile
{
    /// <summary>Refuses, before any work, a file whose folder is not there or that is a folder itself.</summary>
    public static void CheckPlace(string option, string file)
    {
        if (Directory.Exists(file)) throw new RefusedInputException($"{option} '{file}' is a folder, not a file.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (!Directory.Exists(folder)) throw new RefusedInputException($"{option} '{file}': the folder '{folder}' does not exist.");
    }

    /// <summary>Writes beside the file first and then takes its place; a device is written to as it is.</summary>
    /// <exception cref="RefusedInputException">It cannot be written.</exception>
    public static void Write(string file, ReadOnlySpan<byte> content)
    {
        var isDevice = Path.GetFullPath(file).StartsWith("/dev/", StringComparison.Ordinal);
        var beside = isDevice ? file : $"{file}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var stream = new FileStream(beside, isDevice ? FileMode.Open : FileMode.CreateNew, FileAccess.Write)) stream.Write(content);
            if (!isDevice) File.Move(beside, file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (!isDevice) File.Delete(beside);
            throw new RefusedInputException($"'{file}' cannot be written: {error.Message}", error);
        }
    }
}
