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

    /// <summary>Writes all beside their places first, and then each takes its place; a device is written to as it is.</summary>
    /// <exception cref="RefusedInputException">One cannot be written; then none is.</exception>
    public static void Write(params IReadOnlyList<(string File, byte[] Content)> outputs)
    {
        var staged = new List<(string Beside, string File)>();
        var at = "";
        try
        {
            foreach (var (file, content) in outputs)
            {
                at = file;
                var beside = IsDevice(file) ? file : $"{file}.{Guid.NewGuid():N}.tmp";
                if (!IsDevice(file)) staged.Add((beside, file));
                using var stream = new FileStream(beside, IsDevice(file) ? FileMode.Open : FileMode.CreateNew, FileAccess.Write);
                stream.Write(content);
            }
            foreach (var (beside, file) in staged) File.Move(beside, at = file, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            foreach (var (beside, _) in staged) File.Delete(beside);
            throw new RefusedInputException($"'{at}' cannot be written: {error.Message}", error);
        }
    }

    private static bool IsDevice(string file) => Path.GetFullPath(file).StartsWith("/dev/", StringComparison.Ordinal);
}
