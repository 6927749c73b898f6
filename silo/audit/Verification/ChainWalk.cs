using TwinGrid.Audit.Chain;

namespace TwinGrid.Audit.Verification;

/// <summary>Walks along the chain, file by file, until something does not fit.</summary>
/// <param name="shard">The shard it must be; null to take it from the first file.</param>
internal sealed class ChainWalk(string? shard)
{
    private bool _began;

    public string? Shard { get; private set; } = shard;

    /// <summary>Index of the entry after the last one that fits.</summary>
    public long Next { get; private set; }

    /// <summary>Chain hash of the last one that fits.</summary>
    public byte[] Head { get; private set; } = [];

    /// <summary>Bytes of the last file up to the end of the last line that fits.</summary>
    public long WholeBytes { get; private set; }

    /// <summary>Called for each entry that fits.</summary>
    public delegate void Visit(long index, byte[] hash, ReadOnlySpan<byte> happened);

    /// <summary>Reads a file; null when all of it fits.</summary>
    public Finding? Read(string file, Visit visit)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1);
        var lines = new LineReader(stream);
        WholeBytes = 0;
        if (!lines.TryRead(out var line, out var isWhole)) return new Finding(Next, $"{Path.GetFileName(file)} is empty.") { IsTornEnd = true };
        if (!isWhole || !TrailLine.TryReadHeader(line, out var name, out var first, out var before))
            return new Finding(Next, $"The first line of {Path.GetFileName(file)} is not that of an audit trail.") { IsTornEnd = !isWhole };
        if (Begin(name, first, before, Path.GetFileName(file)) is { } wrong) return wrong;
        WholeBytes = lines.Position;
        while (lines.TryRead(out line, out isWhole))
        {
            if (!isWhole) return new Finding(Next, $"{Path.GetFileName(file)} ends in the middle of a line.") { IsTornEnd = true };
            if (!TrailLine.TryRead(line, out var index, out var hash, out var happened)) return new Finding(Next, "A line is not one of an audit trail.");
            if (index != Next) return new Finding(Next, $"Entry {index} stands where entry {Next} should: something was taken away, put in or moved.");
            var expected = ChainHash.Next(Head, index, happened);
            if (!hash.AsSpan().SequenceEqual(expected)) return new Finding(index, "The entry, or its place in the chain, was changed.");
            visit(index, hash, happened);
            (Head, Next, WholeBytes) = (hash, index + 1, lines.Position);
        }
        return null;
    }

    private Finding? Begin(string name, long first, byte[] before, string file)
    {
        if (Shard is not null && !string.Equals(name, Shard, StringComparison.Ordinal)) return new Finding(Next, $"{file} is of the shard {name}, not of {Shard}.");
        Shard = name;
        if (TrailFiles.FirstOf(file) is { } named && named != first) return new Finding(Math.Max(Next, named), $"{file} says that it begins with entry {first}.");
        if (!_began)
        {
            _began = true;
            (Next, Head) = (first, before);
            return first == 0 && !before.AsSpan().SequenceEqual(ChainHash.Beginning(name)) ? new Finding(0, $"{file} does not begin as the trail of {name} does.") : null;
        }
        if (first != Next) return new Finding(Next, $"{file} begins with entry {first}, and entry {Next} is missing or stands twice.");
        return before.AsSpan().SequenceEqual(Head) ? null : new Finding(Next, $"{file} does not follow the file before it.");
    }
}
