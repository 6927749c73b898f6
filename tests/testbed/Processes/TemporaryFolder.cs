namespace TwinGrid.Testbed.Processes;

/// <summary>A folder that is gone after the test, with the keys that an embedded grid keeps beside it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("twingrid-").FullName;

    private string Keys => $"{Path}-keys";

    /// <summary>What another folder's grid has sealed can be opened here, too.</summary>
    public void CopyKeysOf(TemporaryFolder other)
    {
        Directory.CreateDirectory(Keys);
        foreach (var file in Directory.EnumerateFiles(other.Keys)) File.Copy(file, System.IO.Path.Combine(Keys, System.IO.Path.GetFileName(file)));
    }

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        if (Directory.Exists(Keys)) Directory.Delete(Keys, recursive: true);
    }
}
