using TwinGrid.Access;
using TwinGrid.Audit.Anchors;

namespace TwinGrid.Audit.Verification;

/// <summary>Verifies a trail with nothing but its files, its anchors and the public key.</summary>
public static class TrailVerifier
{
    /// <summary>Verifies.</summary>
    /// <param name="trail">A file of the trail, or the folder of a shard with all of them.</param>
    /// <param name="anchorFile">The anchors; null to look at the chain alone, which a forger can recompute.</param>
    /// <param name="publicKeyPem">Text of the PEM file; needed with anchors.</param>
    /// <exception cref="AuditUnavailableException">A file cannot be read, the key is none, or the anchors themselves do not hold.</exception>
    public static Verdict Verify(string trail, string? anchorFile, string? publicKeyPem)
    {
        try
        {
            List<string> files = Directory.Exists(trail) ? [.. TrailFiles.In(trail).Select(file => file.Path)] : [trail];
            if (files.Count == 0) throw new AuditUnavailableException($"There is no file of an audit trail in {trail}.");
            if (anchorFile is null) return Walk(files, [], null);
            using var key = SigningKey.Import(publicKeyPem ?? throw new AuditUnavailableException("Anchors can be verified with the public key only."), "The public key");
            return Walk(files, AnchorFile.Read(anchorFile, key, shard: null).Select(read => read.Anchor), anchorFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new AuditUnavailableException(error.Message, error);
        }
    }

    private static Verdict Walk(List<string> files, IEnumerable<Anchor> anchors, string? anchorFile)
    {
        var walk = new ChainWalk(shard: null);
        var check = new AnchorCheck(anchors);
        Finding? finding = null;
        foreach (var file in files)
            if ((finding = walk.Read(file, (index, hash, _) => check.Take(index, hash))) is not null) break;
        finding = Earlier(finding, check.Finding);
        if (finding is null && anchorFile is not null) finding = check.End(walk.Next, walk.Shard!);
        return new Verdict(walk.Shard ?? "", walk.Next, anchorFile is null ? 0 : Math.Min(check.CoveredTo, walk.Next), check.LastAt, finding) { Waiting = Waiting(files[^1], walk.Next) };
    }

    /// <summary>Entries beside the last file that had not come into it.</summary>
    private static int Waiting(string lastFile, long next) => PendingFile.Left(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(lastFile))!, PendingFile.Name), next).Count;

    private static Finding? Earlier(Finding? one, Finding? other) => one is null || (other is not null && other.Index <= one.Index) ? other ?? one : one;

    /// <summary>Compares chain hashes, as they come, with what was anchored.</summary>
    private sealed class AnchorCheck(IEnumerable<Anchor> anchors)
    {
        private readonly List<Anchor> _anchors = [.. anchors];
        private readonly List<byte[]> _hashes = [];
        private int _at;
        private long _first = -1;

        public Finding? Finding { get; private set; }

        public long CoveredTo => _anchors is [.., var last] ? last.To : 0;

        public DateTimeOffset? LastAt => _anchors is [.., var last] ? last.At : null;

        public void Take(long index, byte[] hash)
        {
            if (_first < 0) _first = index;
            while (_at < _anchors.Count && _anchors[_at].To <= _first) _at++; // of files that are not here
            if (Finding is not null || _at == _anchors.Count || index < _anchors[_at].From) return;
            var anchor = _anchors[_at];
            if (!hash.AsSpan(0, Anchor.LeafBytes).SequenceEqual(anchor.Leaves.AsSpan((int)(index - anchor.From) * Anchor.LeafBytes, Anchor.LeafBytes)))
            {
                Finding = new Finding(index, "The chain was computed anew: the entry is not the one that was anchored.");
                return;
            }
            _hashes.Add(hash);
            if (index + 1 < anchor.To) return;
            var isWhole = _hashes.Count == anchor.To - anchor.From; // else its beginning lies in a file that is not here
            if (isWhole && anchor.FirstDifference(_hashes) is >= 0 and var bad) Finding = new Finding(bad, "The Merkle root is not the one that was signed.");
            _hashes.Clear();
            _at++;
        }

        /// <summary>What is anchored and not there.</summary>
        public Finding? End(long next, string shard)
        {
            if (_anchors.Find(anchor => anchor.Shard != shard) is { } foreign) return new Finding(0, $"The anchors are of the shard {foreign.Shard}, the trail of {shard}.");
            return next < CoveredTo ? new Finding(next, $"The trail was cut: {CoveredTo} entries were anchored, and it ends before entry {next}.") : null;
        }
    }
}

/// <summary>What verifying found.</summary>
/// <param name="Entries">Index after the last entry that fits.</param>
/// <param name="AnchoredTo">Entries below this are covered by signatures; those after it by the chain alone.</param>
/// <param name="LastAnchorAt">When the last anchor was made.</param>
/// <param name="Finding">Where it does not hold; null where it does.</param>
public sealed record Verdict(string Shard, long Entries, long AnchoredTo, DateTimeOffset? LastAnchorAt, Finding? Finding)
{
    /// <summary>Entries that wait beside the trail: of a gateway that runs, or that was killed and takes them in when it starts again.</summary>
    public int Waiting { get; init; }
}
