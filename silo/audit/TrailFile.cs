using Microsoft.Win32.SafeHandles;
using TwinGrid.Access;
using TwinGrid.Audit.Anchors;
using TwinGrid.Audit.Chain;
using TwinGrid.Audit.Verification;

namespace TwinGrid.Audit;

/// <summary>The files of one shard, open for adding to. Not safe for concurrent use.</summary>
internal sealed class TrailFile : IDisposable
{
    private readonly string _folder;
    private readonly string _shard;
    private readonly long _segmentBytes;
    private readonly FileStream _held;
    private readonly MemoryStream _group = new();
    private SafeFileHandle? _segment;
    private long _length;
    private long _first;
    private long _next;
    private byte[] _head;
    private string _file = "";

    private TrailFile(string folder, string shard, long segmentBytes, FileStream held)
    {
        (_folder, _shard, _segmentBytes, _held) = (folder, shard, segmentBytes, held);
        _head = ChainHash.Beginning(shard);
    }

    /// <summary>Chain hashes of the entries that no anchor covers yet.</summary>
    public List<byte[]> Unanchored { get; private set; } = [];

    /// <summary>The file that is added to now. One that is full was forced onto the disk before it was closed.</summary>
    public SafeFileHandle Segment => _segment!;

    /// <summary>Index of the entry that is added next.</summary>
    public long Next => _next;

    /// <summary>Bytes of a last entry that had not been written whole; they are gone.</summary>
    public long CutOff { get; private set; }

    /// <summary>Opens the trail where it ends, and looks through what the last anchor does not cover.</summary>
    /// <exception cref="AuditUnavailableException">Another process writes it, or it does not hold.</exception>
    public static TrailFile Open(string folder, string shard, Anchor? last, long anchoredTo, long segmentBytes)
    {
        Directory.CreateDirectory(folder);
        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(folder, "in-use"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException error)
        {
            throw new AuditUnavailableException($"The audit trail {folder} is written by another process; give each its own {AuditOptions.Section}:{nameof(AuditOptions.Shard)}.", error);
        }
        var trail = new TrailFile(folder, shard, segmentBytes, held);
        try
        {
            trail.GoToEnd(last, anchoredTo);
            return trail;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Adds entries. What cannot be written whole leaves no trace.</summary>
    /// <returns>Of each, its index, its file, and where it ends there.</returns>
    public IReadOnlyList<(long Index, string File, long End)> Append(IReadOnlyList<ReadOnlyMemory<byte>> events)
    {
        if (RandomAccess.GetLength(_segment!) != _length) throw new AuditUnavailableException($"The file of the audit trail is no longer as long as it was written: it was changed by another hand before entry {_next}.");
        if (_length >= _segmentBytes && _next > _first) Begin();
        var (head, next, before) = (_head, _next, Unanchored.Count);
        var places = new List<(long, string, long)>(events.Count);
        _group.SetLength(0);
        foreach (var happened in events)
        {
            head = ChainHash.Next(head, next, happened.Span);
            TrailLine.Write(_group, next, head, happened.Span);
            places.Add((next++, _file, _length + _group.Length));
            Unanchored.Add(head);
        }
        try
        {
            RandomAccess.Write(_segment!, _group.GetBuffer().AsSpan(0, (int)_group.Length), _length);
        }
        catch
        {
            Unanchored.RemoveRange(before, Unanchored.Count - before);
            RandomAccess.SetLength(_segment!, _length);
            throw;
        }
        (_head, _next, _length) = (head, next, _length + _group.Length);
        return places;
    }

    /// <summary>Hands over what no anchor covers yet.</summary>
    public List<byte[]> TakeUnanchored()
    {
        var taken = Unanchored;
        Unanchored = [];
        return taken;
    }

    /// <summary>Forces what was added onto the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(Segment);

    public void Dispose()
    {
        _segment?.Dispose();
        _group.Dispose();
        _held.Dispose();
    }

    private void GoToEnd(Anchor? last, long anchoredTo)
    {
        var files = TrailFiles.In(_folder);
        if (files.Count == 0)
        {
            if (anchoredTo > 0) throw new AuditUnavailableException($"The audit trail in {_folder} is gone, though {anchoredTo} entries of it are anchored: the first bad entry is 0.");
            Begin();
            return;
        }
        var from = Math.Max(0, files.FindLastIndex(file => file.First <= Math.Max(0, last?.From ?? 0)));
        var walk = new ChainWalk(_shard);
        var since = new List<byte[]>();
        foreach (var (file, _) in files[from..])
        {
            if (walk.Read(file, (index, hash, _) =>
            {
                if (index >= (last?.From ?? 0)) since.Add(hash);
            }) is not { } finding) continue;
            if (finding.IsTornEnd && file == files[^1].Path) break;
            throw new AuditUnavailableException($"The audit trail does not hold: {finding.Words} First bad entry: {finding.Index}.");
        }
        if (walk.Next < anchoredTo) throw new AuditUnavailableException($"The audit trail was cut: {anchoredTo} entries are anchored, {walk.Next} are there. First bad entry: {walk.Next}.");
        if (last is not null)
        {
            var anchored = since[..(int)(last.To - last.From)];
            if (last.FirstDifference(anchored) is >= 0 and var bad) throw new AuditUnavailableException($"The audit trail is not the one that was anchored. First bad entry: {bad}.");
            since.RemoveRange(0, anchored.Count);
        }
        (_next, _head) = (walk.Next, walk.Head);
        Unanchored.AddRange(since);
        Continue(files[^1].Path, walk.WholeBytes);
    }

    private void Continue(string file, long wholeBytes)
    {
        (_file, _segment) = (file, File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));
        CutOff = RandomAccess.GetLength(_segment) - wholeBytes;
        if (CutOff > 0) RandomAccess.SetLength(_segment, wholeBytes);
        _length = wholeBytes;
        _first = TrailFiles.FirstOf(file)!.Value;
        if (_length == 0) WriteHeader(_segment); // it died between making the file and writing its first line
    }

    private void Begin()
    {
        var file = Path.Combine(_folder, TrailLine.FileOf(_next));
        var segment = File.OpenHandle(file, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            WriteHeader(segment);
        }
        catch
        {
            segment.Dispose();
            File.Delete(file);
            throw;
        }
        if (_segment is { } full)
        {
            RandomAccess.FlushToDisk(full);
            full.Dispose();
        }
        (_file, _segment, _first) = (file, segment, _next);
    }

    private void WriteHeader(SafeFileHandle segment)
    {
        var header = TrailLine.Header(_shard, _next, _head);
        RandomAccess.Write(segment, header, 0);
        RandomAccess.FlushToDisk(segment);
        _length = header.Length;
    }
}
