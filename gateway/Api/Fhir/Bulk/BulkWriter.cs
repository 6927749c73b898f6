using System.Buffers;
using TwinGrid.Access;
using TwinGrid.Patients;

namespace TwinGrid.Gateway.Api.Fhir.Bulk;

/// <summary>Writes the files of one export, a kind of resources each; what one patient has waits in memory until it makes a segment, so that memory is bounded however long the record is.</summary>
internal sealed class BulkWriter(BulkShelf shelf, BulkSeal seal, string export) : IAsyncDisposable
{
    private const int SegmentBytes = 256 << 10, MostInFile = 100_000;

    private readonly Dictionary<string, Open> _open = new(StringComparer.Ordinal);
    private readonly List<BulkFile> _files = [];

    /// <summary>Resources written so far.</summary>
    public long Count { get; private set; }

    /// <summary>Files, those that are open too.</summary>
    public IReadOnlyList<BulkFile> Files => [.. _files.Concat(_open.Values.Select(open => open.ToFile())).OrderBy(file => file.Name, StringComparer.Ordinal)];

    public async Task Add(string type, TwinId? twin, DataClass data, ReadOnlyMemory<byte> resource, CancellationToken cancel)
    {
        if (!_open.TryGetValue(type, out var open)) _open[type] = open = Begin(type);
        if (open.Lines.WrittenCount > 0 && open.Data != data) await Flush(open, twin, cancel);
        open.Data = data;
        open.Lines.Write(resource.Span);
        open.Lines.Write("\n"u8);
        open.Count++;
        Count++;
        if (open.Lines.WrittenCount >= SegmentBytes) await Flush(open, twin, cancel);
    }

    /// <summary>One record is through.</summary>
    public async Task End(TwinId? twin, CancellationToken cancel)
    {
        foreach (var (type, open) in _open.ToList())
        {
            await Flush(open, twin, cancel);
            if (open.Count < MostInFile) continue;
            await open.File.DisposeAsync();
            _files.Add(open.ToFile());
            _open.Remove(type);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var open in _open.Values) await open.File.DisposeAsync();
    }

    private Open Begin(string type)
    {
        var name = $"{type}.{_files.Count(file => file.Type == type) + 1}";
        return new Open(name, type, shelf.Create(export, name));
    }

    private async Task Flush(Open open, TwinId? twin, CancellationToken cancel)
    {
        if (open.Lines.WrittenCount == 0) return;
        await BulkSegments.Append(open.File, BulkShelf.MarkOf(export, twin?.Value ?? ""), seal.Seal(export, new BulkSegment(twin, open.Data, open.Lines.WrittenMemory)), cancel);
        open.Lines.ResetWrittenCount();
    }

    private sealed class Open(string name, string type, FileStream file)
    {
        public FileStream File => file;

        public ArrayBufferWriter<byte> Lines { get; } = new(4096);

        public DataClass Data { get; set; }

        public long Count { get; set; }

        public BulkFile ToFile() => new(name, type, Count);
    }
}
