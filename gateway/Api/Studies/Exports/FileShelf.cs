using System.Security.Cryptography;
using System.Text.Json;
using TwinGrid.Gateway.Api.Bodies;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>
/// Where files lie that are made to be fetched: a folder for each order, with its record and its files. Folder and files are their user's alone. What has expired is taken away when it is come
/// to. Safe for concurrent use.
/// </summary>
/// <param name="root">The folder of all of them.</param>
internal abstract class FileShelf<TRecord>(string root, TimeProvider time)
    where TRecord : class, IShelved
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const string RecordName = "record.json";

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Puts a record down, over the one before.</summary>
    public void Save(TRecord record)
    {
        Make(root);
        Make(Path.Combine(root, record.Id));
        var (file, draft) = (PathOf(record.Id, RecordName), PathOf(record.Id, $"{RecordName}.{NewId()}"));
        using (var stream = Create(draft)) JsonSerializer.Serialize(stream, record, ApiJson.Options);
        File.Move(draft, file, overwrite: true);
    }

    /// <summary>The record of an id; null when there is none, or no more.</summary>
    public TRecord? Find(string id) => IsId(id) ? Read(id) : null;

    /// <summary>How many there are.</summary>
    public int Count => Directory.Exists(root) ? Directory.EnumerateDirectories(root).Count() : 0;

    public IEnumerable<TRecord> All() => Directory.Exists(root)
        ? Directory.EnumerateDirectories(root).Select(Path.GetFileName).Where(IsId).Select(id => Read(id!)).OfType<TRecord>().ToList()
        : [];

    /// <summary>Takes one away, whatever state it is in: by one move, for whoever works on it may be making files in it.</summary>
    public void Remove(string id)
    {
        var away = Path.Combine(root, $"removed-{NewId()}");
        try
        {
            Directory.Move(Path.Combine(root, id), away);
        }
        catch (DirectoryNotFoundException)
        {
            return; // there is none, or no more
        }
        Directory.Delete(away, recursive: true);
    }

    /// <summary>Takes all files of one away, and leaves its record.</summary>
    public void Empty(string id)
    {
        if (!Directory.Exists(Path.Combine(root, id))) return;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(root, id)).Where(file => Path.GetFileName(file) != RecordName)) File.Delete(file);
    }

    /// <summary>A new file, for its user alone.</summary>
    public FileStream Create(string id, string name) => Create(PathOf(id, name));

    public string PathOf(string id, string name) => Path.Combine(root, id, name);

    private TRecord? Read(string id)
    {
        try
        {
            var record = JsonSerializer.Deserialize<TRecord>(File.ReadAllBytes(PathOf(id, RecordName)), ApiJson.Options);
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

/// <summary>What is said of files that lie on a shelf.</summary>
internal interface IShelved
{
    string Id { get; }

    /// <summary>All is taken away then; null for not yet.</summary>
    DateTimeOffset? ExpiresAt { get; }
}
