using System.Buffers.Binary;
using System.IO.Hashing;
using System.IO.MemoryMappedFiles;
using TwinGrid.Access;

namespace TwinGrid.Audit;

/// <summary>
/// Where entries wait for the trail, with the kernel already: a file mapped into memory, so that adding to it is no call at all; it never grows, and needs no room on the disk. Each half is filled
/// from its beginning while what the other holds goes into the trail. A record is its index (8 bytes), its length (4), a hash (8) and the event; what died half written, or is older than the trail, is told
/// by index and hash. Safe for concurrent use.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    /// <summary>What it is called in the folder of a shard.</summary>
    public const string Name = "pending";

    private const int HeadBytes = 20;

    private readonly MemoryMappedFile _file;
    /// <summary>A stream copies a block at once, where an accessor copies byte by byte.</summary>
    private readonly MemoryMappedViewStream _mapped;
    private readonly int _half;
    private readonly byte[][] _filled;
    private readonly Lock _door = new();
    private List<WaitingEntry> _entries = [];
    private long _next;
    private int _active;
    private int _length;
    private bool _isClosed;

    private PendingFile(MemoryMappedFile file, int half, long next) =>
        (_file, _mapped, _half, _filled, _next) = (file, file.CreateViewStream(0, 2L * half), half, [new byte[half], new byte[half]], next);

    /// <summary>The longest event that fits.</summary>
    public int Longest => _half - HeadBytes;

    /// <summary>Index of the entry that comes next.</summary>
    public long Next
    {
        get
        {
            lock (_door) return _next;
        }
    }

    /// <summary>Opens it for entries to come, from an index on; what was left in it is gone.</summary>
    public static PendingFile Begin(string path, int halfBytes, long next)
    {
        using (var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read))
        {
            var nothing = new byte[halfBytes];
            for (var half = 0; half < 2; half++) RandomAccess.Write(file, nothing, (long)half * halfBytes); // the disk gives its room now
            RandomAccess.SetLength(file, 2L * halfBytes);
            RandomAccess.FlushToDisk(file);
        }
        var mapped = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, bufferSize: 1);
        return new PendingFile(MemoryMappedFile.CreateFromFile(mapped, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false), halfBytes, next);
    }

    /// <summary>The events that a file holds from an index on, in their order.</summary>
    public static IReadOnlyList<(long Index, byte[] Happened)> Left(string path, long from)
    {
        if (!File.Exists(path)) return [];
        var bytes = File.ReadAllBytes(path);
        var half = bytes.Length / 2;
        return [.. Records(bytes.AsMemory(0, half)).Concat(Records(bytes.AsMemory(half))).Where(record => record.Index >= from).OrderBy(record => record.Index).Select(record => (record.Index, record.Happened.ToArray()))];
    }

    /// <summary>Adds an entry with what is written of it, and gives it its index; false where the half that is being filled has no room for it.</summary>
    /// <exception cref="AuditUnavailableException">It is closed.</exception>
    public bool TryAdd(AccessEntry entry, DateTimeOffset at, ReadOnlySpan<byte> happened, out long index)
    {
        var length = HeadBytes + happened.Length;
        lock (_door)
        {
            index = _next;
            if (_isClosed) throw AuditTrail.Closed();
            if (_length + length > _half) return false;
            var record = _filled[_active].AsSpan(_length, length);
            BinaryPrimitives.WriteInt64LittleEndian(record, index);
            BinaryPrimitives.WriteInt32LittleEndian(record[8..], happened.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(record[12..], XxHash3.HashToUInt64(happened, index));
            happened.CopyTo(record[HeadBytes..]);
            _mapped.Position = (_active * _half) + _length;
            _mapped.Write(record);
            _entries.Add(new WaitingEntry(entry, at, _filled[_active].AsMemory(_length + HeadBytes, happened.Length)));
            (_length, _next) = (_length + length, index + 1);
            return true;
        }
    }

    /// <summary>Gives its index to an entry that does not wait here; false while others do.</summary>
    /// <exception cref="AuditUnavailableException">It is closed.</exception>
    public bool TryPass(out long index)
    {
        lock (_door)
        {
            index = _next;
            if (_isClosed) throw AuditTrail.Closed();
            if (_entries.Count > 0) return false;
            _next++;
            return true;
        }
    }

    /// <summary>Hands over what waits, and fills the other half from now on. Call it again only when what was handed over stands in the trail.</summary>
    public IReadOnlyList<WaitingEntry> Turn()
    {
        lock (_door)
        {
            if (_entries.Count == 0) return [];
            var turned = _entries;
            (_active, _length, _entries) = (1 - _active, 0, new List<WaitingEntry>(turned.Count));
            return turned;
        }
    }

    /// <summary>Nothing comes any more.</summary>
    public void Close()
    {
        lock (_door) _isClosed = true;
    }

    public void Dispose()
    {
        Close();
        _mapped.Dispose();
        _file.Dispose();
    }

    private static IEnumerable<(long Index, ReadOnlyMemory<byte> Happened)> Records(ReadOnlyMemory<byte> half)
    {
        for (long? before = null; half.Length >= HeadBytes;)
        {
            var index = BinaryPrimitives.ReadInt64LittleEndian(half.Span);
            var length = BinaryPrimitives.ReadInt32LittleEndian(half.Span[8..]);
            if (index != (before + 1 ?? index) || length <= 0 || length > half.Length - HeadBytes) yield break;
            var happened = half.Slice(HeadBytes, length);
            if (XxHash3.HashToUInt64(happened.Span, index) != BinaryPrimitives.ReadUInt64LittleEndian(half.Span[12..])) yield break;
            yield return (index, happened);
            (before, half) = (index, half[(HeadBytes + length)..]);
        }
    }
}

/// <summary>An entry on its way into the trail.</summary>
/// <param name="Happened">What is written of it.</param>
internal readonly record struct WaitingEntry(AccessEntry Entry, DateTimeOffset At, ReadOnlyMemory<byte> Happened);
