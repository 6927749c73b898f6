using System.Text;
using TwinGrid.Access;
using TwinGrid.Audit.Chain;

namespace TwinGrid.Audit.Anchors;

/// <summary>The anchors of one shard, a line each. It is only added to.</summary>
internal sealed class AnchorFile
{
    private readonly string _file;
    private readonly SigningKey _key;
    private string? _lastDigest;

    private AnchorFile(string file, SigningKey key) => (_file, _key) = (file, key);

    /// <summary>The entry after the last one anchored.</summary>
    public long AnchoredTo { get; private set; }

    /// <summary>The last anchor; null where there is none.</summary>
    public Anchor? Last { get; private set; }

    public static string PathOf(string folder, string shard) => Path.Combine(folder, shard + ".anchors");

    /// <summary>Reads and checks what is there.</summary>
    /// <exception cref="AuditUnavailableException">An anchor does not hold: another key, or another hand.</exception>
    public static AnchorFile Open(string folder, string shard, SigningKey key)
    {
        Directory.CreateDirectory(folder);
        var anchors = new AnchorFile(PathOf(folder, shard), key);
        if (!File.Exists(anchors._file)) return anchors;
        foreach (var (anchor, digest) in Read(anchors._file, key, shard)) (anchors.Last, anchors.AnchoredTo, anchors._lastDigest) = (anchor, anchor.To, digest);
        CutTornLine(anchors._file);
        return anchors;
    }

    /// <summary>All anchors of a file, each checked against the key and the one before; a last line without its end is none.</summary>
    /// <exception cref="AuditUnavailableException">One does not hold; the message says which.</exception>
    public static IEnumerable<(Anchor Anchor, string Digest)> Read(string file, SigningKey key, string? shard)
    {
        var (number, to, previous) = (0, 0L, (string?)null);
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var lines = new LineReader(stream);
        while (TryReadLine(lines, out var line))
        {
            number++;
            var anchor = Anchor.Read(line, key, out var digest) ?? throw new AuditUnavailableException($"Anchor {number} of {file} does not hold: its signature is not of this key, or it was changed.");
            var follows = anchor.From == to && anchor.To > to && string.Equals(anchor.Previous, previous, StringComparison.Ordinal) && anchor.Leaves.Length == (anchor.To - anchor.From) * Anchor.LeafBytes;
            if (!follows) throw new AuditUnavailableException($"Anchor {number} of {file} does not follow the one before: an anchor was taken away or put in, around entry {to}.");
            if (shard is not null && anchor.Shard != shard) throw new AuditUnavailableException($"Anchor {number} of {file} is of the shard {anchor.Shard}, not of {shard}.");
            (to, previous) = (anchor.To, digest);
            yield return (anchor, digest);
        }
    }

    /// <summary>Takes away a last line that a crash cut short.</summary>
    private static void CutTornLine(string file)
    {
        var text = File.ReadAllBytes(file);
        if (text is [] or [.., (byte)'\n']) return;
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.Read);
        stream.SetLength(text.AsSpan().LastIndexOf((byte)'\n') + 1);
    }

    private static bool TryReadLine(LineReader lines, out string line)
    {
        var isOne = lines.TryRead(out var bytes, out var isWhole) && isWhole;
        line = isOne ? Encoding.UTF8.GetString(bytes) : "";
        return isOne;
    }

    /// <summary>Signs and adds an anchor over the entries that follow the last one. On the disk when it returns.</summary>
    public void Add(string shard, IReadOnlyList<byte[]> hashes, DateTimeOffset now)
    {
        var anchor = Anchor.Over(shard, AnchoredTo, hashes, now, _lastDigest);
        var (line, digest) = anchor.Signed(_key);
        using (var stream = new FileStream(_file, FileMode.Append, FileAccess.Write, FileShare.Read))
        {
            stream.Write(Encoding.UTF8.GetBytes(line));
            stream.Flush(flushToDisk: true);
        }
        (Last, AnchoredTo, _lastDigest) = (anchor, anchor.To, digest);
    }
}
