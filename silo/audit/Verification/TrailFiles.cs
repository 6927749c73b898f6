using System.Globalization;
using TwinGrid.Audit.Chain;

namespace TwinGrid.Audit.Verification;

/// <summary>The files of a shard, by the index of their first entry.</summary>
internal static class TrailFiles
{
    public static List<(string Path, long First)> In(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.audit")
            .Select(path => (Path: path, First: FirstOf(path)))
            .Where(file => file.First is not null)
            .Select(file => (file.Path, First: file.First!.Value))
            .OrderBy(file => file.First),
    ];

    /// <summary>The first entry of a file by its name; null where it is not named as the grid names it.</summary>
    public static long? FirstOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return name.Length == TrailLine.IndexDigits && name.All(char.IsAsciiDigit) ? long.Parse(name, CultureInfo.InvariantCulture) : null;
    }
}
