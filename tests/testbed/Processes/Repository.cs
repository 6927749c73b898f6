namespace TwinGrid.Testbed.Processes;

/// <summary>Where the project lies, seen from its tests.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The built assembly of a project, of the same configuration as the tests.</summary>
    public static string BuildOutput(string project, string assembly)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(Root, project, "bin", configuration, "net10.0", assembly + ".dll");
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TwinGrid.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("TwinGrid.sln is not above the tests.");
        return folder.FullName;
    }
}
