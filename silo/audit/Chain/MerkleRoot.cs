using System.Security.Cryptography;

namespace TwinGrid.Audit.Chain;

/// <summary>Root of a Merkle tree after RFC 6962, section 2.1: leaves <c>SHA-256(0x00 ‖ chain hash)</c>, nodes <c>SHA-256(0x01 ‖ left ‖ right)</c>.</summary>
internal static class MerkleRoot
{
    /// <param name="chainHashes">Chain hashes of the entries, in order; at least one.</param>
    public static byte[] Of(IReadOnlyList<byte[]> chainHashes)
    {
        var level = chainHashes.Select(hash => SHA256.HashData([0, .. hash])).ToList();
        while (level.Count > 1) // an odd one goes up as it is, which is the tree of the RFC: the left part is the largest power of two
        {
            var above = new List<byte[]>((level.Count + 1) / 2);
            for (var i = 0; i + 1 < level.Count; i += 2) above.Add(SHA256.HashData([1, .. level[i], .. level[i + 1]]));
            if (level.Count % 2 == 1) above.Add(level[^1]);
            level = above;
        }
        return level[0];
    }
}
