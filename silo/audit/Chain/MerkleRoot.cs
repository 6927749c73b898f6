using System.Buffers;
using System.Security.Cryptography;

namespace TwinGrid.Audit.Chain;

/// <summary>Root of a Merkle tree after RFC 6962, section 2.1: leaves <c>SHA-256(0x00 ‖ chain hash)</c>, nodes <c>SHA-256(0x01 ‖ left ‖ right)</c>.</summary>
internal static class MerkleRoot
{
    /// <param name="chainHashes">Chain hashes of the entries, in order; at least one.</param>
    public static byte[] Of(IReadOnlyList<byte[]> chainHashes)
    {
        var level = ArrayPool<byte>.Shared.Rent(chainHashes.Count * ChainHash.Size); // long, and needed for a moment each second
        try
        {
            return Root(chainHashes, level);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(level);
        }
    }

    private static byte[] Root(IReadOnlyList<byte[]> chainHashes, byte[] level)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> node = stackalloc byte[1 + (2 * ChainHash.Size)];
        for (var leaf = 0; leaf < chainHashes.Count; leaf++)
        {
            chainHashes[leaf].CopyTo(node[1..]);
            Hash(hash, node[..(1 + ChainHash.Size)], At(level, leaf));
        }
        node[0] = 1;
        for (var count = chainHashes.Count; count > 1; count = (count + 1) / 2) // each level takes the place of the one below
        {
            for (var left = 0; left + 1 < count; left += 2)
            {
                level.AsSpan(left * ChainHash.Size, 2 * ChainHash.Size).CopyTo(node[1..]);
                Hash(hash, node, At(level, left / 2));
            }
            if (int.IsOddInteger(count)) At(level, count - 1).CopyTo(At(level, count / 2)); // goes up as it is, which is the tree of the RFC: the left part is the largest power of two
        }
        return level[..ChainHash.Size];
    }

    private static void Hash(IncrementalHash hash, ReadOnlySpan<byte> what, Span<byte> into)
    {
        hash.AppendData(what);
        hash.GetHashAndReset(into);
    }

    private static Span<byte> At(byte[] level, int place) => level.AsSpan(place * ChainHash.Size, ChainHash.Size);
}
