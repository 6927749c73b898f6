namespace TwinGrid.Silo;

/// <summary>The folder of an embedded grid, held by one process at a time.</summary>
public sealed class DataFolder : IDisposable
{
    private readonly FileStream _held;

    private DataFolder(string path, FileStream held) => (Path, _held) = (path, held);

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Creates the folder where it is absent, and holds it until disposed or until the process ends, however it ends.</summary>
    /// <exception cref="SettingException">It cannot be written, or another process holds it.</exception>
    public static DataFolder Hold(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        try
        {
            Directory.CreateDirectory(path);
            return new DataFolder(path, new FileStream(System.IO.Path.Combine(path, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new SettingException($"The data folder {path} cannot be written: {error.Message} Choose another with --data.", error);
        }
        catch (IOException error)
        {
            throw new SettingException($"The data folder {path} cannot be used: {error.Message} Is another TwinGrid running on it? Choose another with --data.", error);
        }
    }

    public void Dispose() => _held.Dispose();
}
