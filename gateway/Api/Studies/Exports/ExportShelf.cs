using System.Security.Cryptography;
using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>
/// Where exports lie: a folder each, with its record and, when it is ready, one archive. Folder and files are their user's alone. What has expired is taken away when it is come
/// to, and every few minutes. Safe for concurrent use.
/// </summary>
internal sealed class ExportShelf(ExportOptions options, TimeProvider time)
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string RecordName = "record.json";

    public const string ArchiveName = "export.zip";

    private string Root => options.Folder!;

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Puts a record down, over the one before.</summary>
    public void Save(ExportRecord record)
    {
        Make(Root);
        Make(Path.Combine(Root, record.Id));
        var (file, draft) = (PathOf(record.Id, RecordName), PathOf(record.Id, $"{RecordName}.{NewId()}"));
        using (var stream = Create(draft)) JsonSerializer.Serialize(stream, record, ApiJson.Options);
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>An export of a study; null when there is none of that id, or no more.</summary>
    public ExportRecord? Find(string study, string id) => IsId(id) && Read(id) is { } record && record.Study == study ? record : null;

    /// <summary>Exports of a study, the newest first.</summary>
    public IReadOnlyList<ExportRecord> Of(string study) => [.. All().Where(record => record.Study == study).OrderByDescending(record => record.OrderedAt)];

    /// <summary>How many there are, of all studies.</summary>
    public int Count => Directory.Exists(Root) ? Directory.EnumerateDirectories(Root).Count() : 0;

    public IEnumerable<ExportRecord> All() => Directory.Exists(Root)
        ? Directory.EnumerateDirectories(Root).Select(Path.GetFileName).Where(IsId).Select(id => Read(id!)).OfType<ExportRecord>().ToList()
        : [];

    /// <summary>Takes an export away, whatever state it is in.</summary>
    public void Remove(string id)
    {
        if (Directory.Exists(Path.Combine(Root, id))) Directory.Delete(Path.Combine(Root, id), recursive: true);
    }

    /// <summary>Takes all files of an export away, and leaves its record.</summary>
    public void Empty(string id)
    {
        if (!Directory.Exists(Path.Combine(Root, id))) return;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Root, id)).Where(file => Path.GetFileName(file) != RecordName)) File.Delete(file);
    }

    /// <summary>A new file of an export, for its user alone.</summary>
    public FileStream Create(string id, string name) => Create(PathOf(id, name));

    public string PathOf(string id, string name) => Path.Combine(Root, id, name);

    private ExportRecord? Read(string id)
    {
        try
        {
            var record = JsonSerializer.Deserialize<ExportRecord>(File.ReadAllBytes(PathOf(id, RecordName)), ApiJson.Options);
            if (record is null || !(record.ExpiresAt <= time.GetUtcNow())) return record;
            Remove(id);
            return null;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null; // it was taken away a moment ago, or is just being made
        }
    }

    private static bool IsId(string? id) => id is { Length: 32 } && id.All(char.IsAsciiHexDigitLower);

    private static FileStream Create(string path)
    {
        var how = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, how);
    }

    private static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, Mine);
        File.SetUnixFileMode(folder, Mine); // also one that somebody made before
    }
}
