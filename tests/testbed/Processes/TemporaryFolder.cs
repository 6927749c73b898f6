namespace TwinGrid.Testbed.Processes;

/// <summary>A folder that is gone after the test, with the keys that an embedded grid keeps beside it.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("twingrid-").FullName;

    public void Dispose()
    {
        Directory.Delete(Path, recursive: true);
        if (Directory.Exists($"{Path}-keys")) Directory.Delete($"{Path}-keys", recursive: true);
    }
}
