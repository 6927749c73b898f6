using Xunit;

namespace TwinGrid.Testbed;

/// <summary>Reference numbers and sample inputs that stand beside the project, at <c>../shared</c> or where <c>TWINGRID_SHARED</c> points.</summary>
public static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>Full path of a shared file or folder; skips the test, saying why, where it is absent.</summary>
    public static string Path(params string[] parts)
    {
        var path = Root is null ? null : System.IO.Path.Combine([Root, .. parts]);
        Skip.If(path is null || !(File.Exists(path) || Directory.Exists(path)),
            $"{string.Join('/', parts)} is absent: put the shared data beside the project or point TWINGRID_SHARED at it.");
        return path!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("TWINGRID_SHARED") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TwinGrid.sln")))
                return System.IO.Path.Combine(folder.Parent!.FullName, "shared") is var shared && Directory.Exists(shared) ? shared : null;
        return null;
    }
}
