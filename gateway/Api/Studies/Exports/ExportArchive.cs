using System.IO.Compression;
using System.Text;

namespace TwinGrid.Gateway.Api.Studies.Exports;

/// <summary>Writes the one archive of an export, file after file. It has its name only when it is whole.</summary>
internal sealed class ExportArchive : IAsyncDisposable
{
    private const string Draft = "export.zip.part";

    /// <summary>Files bear no time: it would say when somebody's rows were read.</summary>
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ExportShelf _shelf;
    private readonly string _id;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private readonly List<ReportedFile> _files = [];

    public ExportArchive(ExportShelf shelf, string id)
    {
        (_shelf, _id) = (shelf, id);
        _file = shelf.Create(id, Draft);
        _zip = new ZipArchive(_file, ZipArchiveMode.Create, leaveOpen: true);
    }

    public IReadOnlyList<ReportedFile> Files => _files;

    /// <summary>Adds a file of rows.</summary>
    /// <param name="write">Writes the rows and says how many.</param>
    public async Task Add(string name, RowWriter rows, Func<Stream, Task<long>> write)
    {
        await using var stream = Open(rows.FileName(name));
        await stream.WriteAsync(rows.Head());
        _files.Add(new ReportedFile(rows.FileName(name), await write(stream), rows.Fields));
    }

    public async Task Add(string name, string text)
    {
        await using var stream = Open(name);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>All is in it: it may be fetched.</summary>
    public async Task Finish()
    {
        _zip.Dispose();
        await _file.DisposeAsync();
        File.Move(_shelf.PathOf(_id, Draft), _shelf.PathOf(_id, ExportShelf.ArchiveName));
    }

    public async ValueTask DisposeAsync()
    {
        _zip.Dispose();
        await _file.DisposeAsync();
        File.Delete(_shelf.PathOf(_id, Draft));
    }

    private Stream Open(string name)
    {
        var entry = _zip.CreateEntry(name);
        entry.LastWriteTime = NoTime;
        return entry.Open();
    }
}
